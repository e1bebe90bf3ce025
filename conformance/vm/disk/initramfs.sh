#!/bin/busybox sh
# PID 1 of the initramfs: mounts both disks, and hands over to the checkout's own init.
bb=/bin/busybox
$bb mount -t devtmpfs devtmpfs /dev
while read -r module; do $bb insmod "/modules/$module" || echo "insmod $module failed"; done </modules/order
for disk in vda vdb; do
	tries=0
	while [ ! -b "/dev/$disk" ] && [ "$tries" -lt 100 ]; do $bb usleep 50000; tries=$((tries + 1)); done
done
# the console shows why, and the kernel ends without its PID 1
set -e
$bb mount -t ext4 /dev/vda /root
$bb mount -t ext4 /dev/vdb /root/caisson
$bb mount --move /dev /root/dev
exec $bb switch_root /root /bin/sh /caisson/conformance/vm/guest/init.sh
