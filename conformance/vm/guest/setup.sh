#!/bin/sh
# What the checks find in the guest: a security policy, modules, cgroups, swap, disks, RDMA.
here=$(dirname "$0")

mountpoint -q /sys/kernel/security || mount -t securityfs securityfs /sys/kernel/security
# mounts selinuxfs as well
if grep -q selinux /sys/kernel/security/lsm; then load_policy -i; fi
# the profile that the OCI's validation suite names
if grep -q apparmor /sys/kernel/security/lsm; then apparmor_parser --replace "$here/acme_secure_profile"; fi

for module in overlay veth dummy bridge bfq loop tun; do modprobe "$module"; done
sh -eu "$here/cgroups-$VM_CGROUPS.sh"

mkswap /dev/vdc >/dev/null
swapon /dev/vdc
# io.weight and blkio.weight are BFQ's (block/bfq-iosched.rst)
echo bfq >/sys/block/vdd/queue/scheduler

mke2fs -q -t ext4 -O ^has_journal "$CONFORMANCE_DISK"

# a soft device on a network device that carries nothing
modprobe rdma_rxe
ip link add name rdma0 type dummy
ip link set rdma0 up
rdma link add rxe0 type rxe netdev rdma0
