#!/bin/sh
# PID 1 of the guest: mounts what every program wants, and runs the checks, or has systemd run them.
here=/caisson/conformance/vm/guest
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb

mount -t proc proc /proc
mount -t sysfs sysfs /sys
mkdir -p /dev/pts /dev/shm
mount -t devpts -o mode=620,gid=5,ptmxmode=666 devpts /dev/pts
for dir in /dev/shm /run /tmp; do mount -t tmpfs -o mode=1777 tmpfs "$dir"; done
if [ "$VM_CGROUPS" = systemd ]; then exec sh -eu "$here/systemd.sh"; fi
exec sh "$here/checks.sh"
