#!/bin/sh
# Third stage, PID 1 of its own namespace: private cgroups, /dev, /run and users; then the checks. The shell reaps orphans.
set -eu
here=$(dirname "$0")

# cgroups: the namespace's root is the cgroup that the stage before made
mountpoint -q /sys || mount -t sysfs sysfs /sys
umount -R /sys/fs/cgroup 2>/dev/null || true
# and no other mounts of the hierarchies, which would confuse a runtime
for dir in "$CONFORMANCE_WORK"/cgroup/*; do umount "$dir"; done
for hierarchy in $CONFORMANCE_HIERARCHIES; do
	dir=/sys/fs/cgroup/${hierarchy%%:*} options=${hierarchy#*:}
	if [ "$dir" != /sys/fs/cgroup/ ] && ! mountpoint -q /sys/fs/cgroup; then mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup; fi
	mkdir -p "$dir"
	if [ -n "$options" ]; then mount -t cgroup -o "$options" cgroup "$dir"; else mount -t cgroup2 cgroup2 "$dir"; fi
done
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
	for controller in $(cat /sys/fs/cgroup/cgroup.controllers); do
		echo "+$controller" >/sys/fs/cgroup/cgroup.subtree_control
	done
fi

# a runtime may chown its stdio: the machine's own /dev/null must not be that
dev=$CONFORMANCE_WORK/dev

mkdir "$dev"
mount -t tmpfs -o mode=755 tmpfs "$dev"
for node in "null 1 3" "zero 1 5" "full 1 7" "random 1 8" "urandom 1 9" "tty 5 0"; do
	name=${node%% *} numbers=${node#* }
	mknod -m 666 "$dev/$name" c $numbers
done
mkdir "$dev/pts" "$dev/shm" "$dev/mqueue"
mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 devpts "$dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$dev/shm"
ln -s pts/ptmx "$dev/ptmx"
ln -s /proc/self/fd "$dev/fd"
for pair in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${pair%:*}" "$dev/${pair#*:}"; done
mount --move "$dev" /dev
mount -t tmpfs -o mode=755 tmpfs /run

# an ordinary user with subordinate ids
etc=$CONFORMANCE_WORK/etc
mkdir "$etc"
for file in passwd group subuid subgid; do
	touch "/etc/$file" 2>/dev/null || true
	cat "/etc/$file" >"$etc/$file" 2>/dev/null || true
done
echo "shipmate:x:4242:4242::/tmp:/bin/sh" >>"$etc/passwd"
echo "shipmate:x:4242:" >>"$etc/group"
echo "shipmate:100000:65536" >>"$etc/subuid"
echo "shipmate:100000:65536" >>"$etc/subgid"
for file in passwd group subuid subgid; do mount --bind "$etc/$file" "/etc/$file"; done

# not in place of this shell, which reaps orphans
sh "$here/checks.sh" "$@"
