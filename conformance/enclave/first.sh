#!/bin/sh
# First process of the enclave: mounts of its own, then the command. It waits in the shell, which reaps orphans.
#
#   first.sh WORK CGROUPS COMMAND ARG…
#     WORK     directory that becomes a tmpfs
#     CGROUPS  file of lines `TYPE OPTIONS MOUNT`: what to mount, after everything below /sys/fs/cgroup was unmounted
set -eu
work=$1 cgroups=$2
shift 2

mount -t tmpfs -o mode=711 tmpfs "$work"

# In the new cgroup namespace these mounts have this run's own cgroups as their roots.
umount -R /sys/fs/cgroup
grep -q '^cgroup2 [^ ]* /sys/fs/cgroup$' "$cgroups" || mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup
while read -r type options target; do
  mkdir -p "$target"
  mount -t "$type" -o "$options" cgroup "$target"
  # Where two controllers share a hierarchy, programs look for it under the name of one, too.
  case ${target##*/} in
  *,*) for name in $(echo "${target##*/}" | tr , ' '); do ln -sfn "${target##*/}" "${target%/*}/$name"; done ;;
  esac
done <"$cgroups"
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
  # all processes are in a child of it
  for controller in $(cat /sys/fs/cgroup/cgroup.controllers); do
    echo "+$controller" >/sys/fs/cgroup/cgroup.subtree_control || true
  done
fi

# crun changes the owner of its stdio: with /dev/null of the machine as stdin that would be the machine's node.
dev=$work/dev
mkdir "$dev"
mount -t tmpfs -o mode=755 tmpfs "$dev"
mknod -m 666 "$dev/null" c 1 3
mknod -m 666 "$dev/zero" c 1 5
mknod -m 666 "$dev/full" c 1 7
mknod -m 666 "$dev/random" c 1 8
mknod -m 666 "$dev/urandom" c 1 9
mknod -m 666 "$dev/tty" c 5 0
ln -s /proc/self/fd "$dev/fd"
mkdir "$dev/pts" "$dev/shm" "$dev/mqueue"
mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 devpts "$dev/pts"
ln -s pts/ptmx "$dev/ptmx"
mount -t tmpfs -o mode=1777 tmpfs "$dev/shm"
mount --move "$dev" /dev
rmdir "$dev"
exec </dev/null

# What runtimes keep below /run is this run's own.
mount -t tmpfs -o mode=755 tmpfs /run

status=0
"$@" || status=$?
# What is frozen cannot die with this namespace.
find /sys/fs/cgroup -name freezer.state 2>/dev/null | while read -r file; do
  echo THAWED >"$file"
done 2>/dev/null || true
exit $status
