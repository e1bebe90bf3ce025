#!/bin/sh
# Every controller in a hierarchy of its own, or with its usual companion.
mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup
for controllers in cpu,cpuacct cpuset memory devices freezer blkio pids hugetlb net_cls,net_prio rdma perf_event; do
	mkdir "/sys/fs/cgroup/$controllers"
	mount -t cgroup -o "$controllers" cgroup "/sys/fs/cgroup/$controllers"
done
# what runtimes take for the host's own bookkeeping
mkdir /sys/fs/cgroup/systemd
mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd
