#!/bin/sh
# In the enclave, before the suite: what callers write outside of the directories that they are given becomes private
# too, and what they expect of a machine is there.
#
#   enter.sh WORK COMMAND ARG…
set -eu
work=$1
shift

# copies on write: what is there can be read, and what is written is gone with the enclave
for path in /etc /var/lib /var/cache; do
  upper=$work/written$path
  mkdir -p "$upper" "$work/aside$path"
  mount -t overlay -o "lowerdir=$path,upperdir=$upper,workdir=$work/aside$path" overlay "$path"
done
for path in /var/tmp /root; do mount -t tmpfs -o mode=1777 tmpfs "$path"; done

mkdir /dev/net
mknod -m 666 /dev/net/tun c 10 200
mknod -m 666 /dev/fuse c 10 229

# ids that `podman run --userns=auto` takes from
for file in subuid subgid; do echo containers:400000:65536 >>"/etc/$file"; done

ip link set lo up

exec "$@"
