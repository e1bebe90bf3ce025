/** What to do where the kernel refuses a limit: by the file's name, then by what it said. Loaded with the other hints. */

type Hints = Readonly<Record<string, string>>;

const GENERAL: Hints = {
  EACCES: "the runtime's user may not write here; delegate the cgroup, or leave the limit out",
  EBUSY: "the cgroup is in use in a way that does not allow the change",
  EINVAL: "the kernel does not accept this value",
  ENODEV: "there is no such device on this host",
  ENOENT: "the kernel or the cgroup hierarchy lacks this file",
  ERANGE: "the value is out of the file's range",
};

const DEVICE = "the numbers must be those of a whole block device of this host, not of a partition (lsblk shows them)";
const BFQ = "weights want the I/O scheduler BFQ (modprobe bfq), or on v2 a weight of 10 to 1000 for io.weight";

/** The first name that the file's begins with counts. */
const BY_FILE: readonly (readonly [prefix: string, hints: Hints])[] = [
  [
    "memory.memsw.",
    { ENOENT: "this kernel does not account swap: boot it with swapaccount=1, or leave the limit out" },
  ],
  [
    "memory.memsw.",
    {
      EINVAL: "memory and swap together may not be less than the limit of memory: lower that too",
      EBUSY: "more than that is in use",
    },
  ],
  [
    "memory.limit_in_bytes",
    {
      EINVAL: "it may not exceed the limit of memory and swap together: raise that too",
      EBUSY: "more than that is in use, and cannot be reclaimed",
    },
  ],
  ["memory.swap.", { ENOENT: "this kernel does not account swap: boot it with swapaccount=1, or leave the limit out" }],
  ["hugetlb.", { ENOENT: "the sizes that this machine has are in /sys/kernel/mm/hugepages" }],
  ["blkio.leaf_weight", { ENOENT: "leaf weights were the CFQ scheduler's, which Linux 5.0 removed" }],
  ["blkio.bfq.", { ENOENT: BFQ, ENODEV: DEVICE, EOPNOTSUPP: "the device's I/O scheduler is not BFQ" }],
  ["io.", { ENOENT: BFQ, ENODEV: DEVICE, EOPNOTSUPP: "the device's I/O scheduler has no weights" }],
  ["blkio.throttle.", { ENODEV: DEVICE }],
  ["net_prio.", { ENODEV: "there is no such interface in the runtime's network namespace" }],
  ["rdma.", { EINVAL: "there is no such device (rdma link shows them), or the number is above 2147483647" }],
  ["cpuset.cpus", { EINVAL: "some of these processors are not there, or not the parent cgroup's" }],
  ["cpuset.mems", { EINVAL: "some of these memory nodes are not there, or not the parent cgroup's" }],
  ["cpu.rt_", { EINVAL: "the parent cgroup has no such real-time budget to give (cpu.rt_runtime_us there)" }],
  [
    "cpu.cfs_",
    {
      EINVAL: "1 ms to 1 s for a period, 1 ms or more for a quota, no more than the quota for a burst, or the parent's",
    },
  ],
  ["cpu.max", { EINVAL: "1 ms to 1 s for a period, 1 ms or more for a quota, no more than the quota for a burst" }],
];

/** Of a cgroup.write that failed. */
export function writeHint(file: string, errno: string | undefined): string | undefined {
  if (errno === undefined) return undefined;
  const own = BY_FILE.find(([prefix, hints]) => file.startsWith(prefix) && errno in hints)?.[1];
  return (own ?? GENERAL)[errno];
}
