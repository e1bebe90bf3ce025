#!/bin/sh
# PID 1 of the guest: sets it up, runs the suites, says how they ended, and powers off.
# an emulated processor is 5 to 20 times slower
export CONFORMANCE_SLOWNESS=10
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb
export CONFORMANCE_DISK=/dev/vde
here=/caisson/conformance/vm/guest

power_off() {
	sync
	echo o >/proc/sysrq-trigger
	while :; do sleep 60; done
}

mount -t proc proc /proc
mount -t sysfs sysfs /sys
mkdir -p /dev/pts /dev/shm
mount -t devpts -o mode=620,gid=5,ptmxmode=666 devpts /dev/pts
for dir in /dev/shm /run /tmp; do mount -t tmpfs -o mode=1777 tmpfs "$dir"; done
ip link set lo up

modprobe virtio_console
# the host names the ports a moment after they are there
until [ -e /run/port-report ] && [ -e /run/port-status ]; do
	for port in /sys/class/virtio-ports/*; do
		name=$(cat "$port/name") && ln -sfn "/dev/${port##*/}" "/run/port-$name"
	done 2>/dev/null
	sleep 0.1
done
# where a step of the set-up fails, the console says which, and nobody waits for a status
sh -eu "$here/setup.sh" || power_off

cd /caisson || power_off
exec 3>/run/port-report
status=0
check() { node conformance/run.mjs "$@" >&3 2>&3 </dev/null || status=$?; }
# shellcheck disable=SC2046
[ -z "$VM_SUITES" ] || check $(echo "$VM_SUITES" | tr , ' ')
# shellcheck disable=SC2046
[ -z "$VM_FILES" ] || check runtime-tools $(echo "$VM_FILES" | tr , ' ')
echo $status >/run/port-status
power_off
