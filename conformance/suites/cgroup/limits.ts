/** Limits as data: what config.json asks for, the file that it ends in, and what is read there. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { Linux } from "../../harness/config.ts";

export type Resources = NonNullable<Linux["resources"]>;

/** What a file of the container's cgroup reads with the limit; without it, it must read something else. */
export interface Seen {
  readonly file: string;
  readonly reads: string | RegExp;
}

export interface LimitCase {
  readonly name: string;
  /** Below /linux/resources. */
  readonly proves: readonly string[];
  readonly resources: Resources;
  readonly v1?: readonly Seen[];
  readonly v2?: readonly Seen[];
}

const MEGABYTE = 1024 * 1024;

/** A whole disk: one under BFQ where there is one, since weights of single devices want that. */
export function disk(): { readonly major: number; readonly minor: number; readonly bfq: boolean } | undefined {
  const all = readdirSync("/sys/block").map((name) => {
    const [major = 0, minor = 0] = readFileSync(`/sys/block/${name}/dev`, "latin1").split(":").map(Number);
    const scheduler = `/sys/block/${name}/queue/scheduler`;
    return { major, minor, bfq: existsSync(scheduler) && readFileSync(scheduler, "latin1").includes("[bfq]") };
  });
  return all.find(({ bfq }) => bfq) ?? all[0];
}

/** A device that an RDMA controller knows. */
export function adapter(): string | undefined {
  return existsSync("/sys/class/infiniband") ? readdirSync("/sys/class/infiniband")[0] : undefined;
}

const { major, minor } = disk() ?? { major: 0, minor: 0 };
const DISK = `${major}:${minor}`;
const HCA = adapter() ?? "none";

export const LIMITS: readonly LimitCase[] = [
  {
    name: "memory: limit",
    proves: ["memory/limit"],
    resources: { memory: { limit: 64 * MEGABYTE } },
    v1: [{ file: "memory.limit_in_bytes", reads: String(64 * MEGABYTE) }],
    v2: [{ file: "memory.max", reads: String(64 * MEGABYTE) }],
  },
  {
    name: "memory: reservation",
    proves: ["memory/reservation"],
    resources: { memory: { reservation: 32 * MEGABYTE } },
    v1: [{ file: "memory.soft_limit_in_bytes", reads: String(32 * MEGABYTE) }],
    v2: [{ file: "memory.low", reads: String(32 * MEGABYTE) }],
  },
  {
    name: "memory: swap counts memory on v1, and is what is beyond it on v2",
    proves: ["memory/swap"],
    resources: { memory: { limit: 64 * MEGABYTE, swap: 96 * MEGABYTE } },
    v1: [
      { file: "memory.memsw.limit_in_bytes", reads: String(96 * MEGABYTE) },
      { file: "memory.limit_in_bytes", reads: String(64 * MEGABYTE) },
    ],
    v2: [
      { file: "memory.swap.max", reads: String(32 * MEGABYTE) },
      { file: "memory.max", reads: String(64 * MEGABYTE) },
    ],
  },
  {
    name: "memory: swappiness",
    proves: ["memory/swappiness"],
    resources: { memory: { swappiness: 31 } },
    v1: [{ file: "memory.swappiness", reads: "31" }],
  },
  {
    name: "memory: disableOOMKiller",
    proves: ["memory/disableOOMKiller"],
    resources: { memory: { limit: 64 * MEGABYTE, disableOOMKiller: true } },
    v1: [{ file: "memory.oom_control", reads: /oom_kill_disable 1/ }],
  },
  {
    name: "cpu: shares",
    proves: ["cpu/shares"],
    resources: { cpu: { shares: 512 } },
    v1: [{ file: "cpu.shares", reads: "512" }],
    v2: [{ file: "cpu.weight", reads: "59" }],
  },
  {
    name: "cpu: the most shares",
    proves: ["cpu/shares"],
    resources: { cpu: { shares: 262_144 } },
    v1: [{ file: "cpu.shares", reads: "262144" }],
    v2: [{ file: "cpu.weight", reads: "10000" }],
  },
  {
    name: "cpu: the fewest shares",
    proves: ["cpu/shares"],
    resources: { cpu: { shares: 2 } },
    v1: [{ file: "cpu.shares", reads: "2" }],
    v2: [{ file: "cpu.weight", reads: "1" }],
  },
  {
    name: "cpu: quota and period",
    proves: ["cpu/quota", "cpu/period"],
    resources: { cpu: { quota: 20_000, period: 50_000 } },
    v1: [
      { file: "cpu.cfs_quota_us", reads: "20000" },
      { file: "cpu.cfs_period_us", reads: "50000" },
    ],
    v2: [{ file: "cpu.max", reads: "20000 50000" }],
  },
  {
    name: "cpu: a burst",
    proves: ["cpu/burst"],
    resources: { cpu: { quota: 20_000, period: 50_000, burst: 10_000 } },
    v1: [{ file: "cpu.cfs_burst_us", reads: "10000" }],
    v2: [{ file: "cpu.max.burst", reads: "10000" }],
  },
  {
    name: "cpu: idle",
    proves: ["cpu/idle"],
    resources: { cpu: { idle: 1 } },
    v1: [{ file: "cpu.idle", reads: "1" }],
    v2: [{ file: "cpu.idle", reads: "1" }],
  },
  {
    name: "cpuset: cpus",
    proves: ["cpu/cpus"],
    resources: { cpu: { cpus: "0" } },
    v1: [{ file: "cpuset.cpus", reads: "0" }],
    v2: [{ file: "cpuset.cpus", reads: "0" }],
  },
  {
    name: "cpuset: mems",
    proves: ["cpu/mems"],
    resources: { cpu: { mems: "0" } },
    v1: [{ file: "cpuset.mems", reads: "0" }],
    v2: [{ file: "cpuset.mems", reads: "0" }],
  },
  {
    name: "pids: limit",
    proves: ["pids/limit"],
    resources: { pids: { limit: 17 } },
    v1: [{ file: "pids.max", reads: "17" }],
    v2: [{ file: "pids.max", reads: "17" }],
  },
  {
    name: "hugetlb: used and reserved huge pages",
    proves: ["hugepageLimits/*/pageSize", "hugepageLimits/*/limit"],
    resources: { hugepageLimits: [{ pageSize: "2MB", limit: 6 * MEGABYTE }] },
    v1: [
      { file: "hugetlb.2MB.limit_in_bytes", reads: String(6 * MEGABYTE) },
      { file: "hugetlb.2MB.rsvd.limit_in_bytes", reads: String(6 * MEGABYTE) },
    ],
    v2: [
      { file: "hugetlb.2MB.max", reads: String(6 * MEGABYTE) },
      { file: "hugetlb.2MB.rsvd.max", reads: String(6 * MEGABYTE) },
    ],
  },
  {
    name: "net_cls: a class",
    proves: ["network/classID"],
    resources: { network: { classID: 0x100001 } },
    v1: [{ file: "net_cls.classid", reads: "1048577" }],
  },
  {
    name: "net_prio: a priority",
    proves: ["network/priorities/*/name", "network/priorities/*/priority"],
    resources: { network: { priorities: [{ name: "lo", priority: 7 }] } },
    v1: [{ file: "net_prio.ifpriomap", reads: /^lo 7$/m }],
  },
  {
    name: "rdma: handles and objects",
    proves: ["rdma/*/hcaHandles", "rdma/*/hcaObjects"],
    resources: { rdma: { [HCA]: { hcaHandles: 3, hcaObjects: 10_000 } } },
    v1: [{ file: "rdma.max", reads: `${HCA} hca_handle=3 hca_object=10000` }],
    v2: [{ file: "rdma.max", reads: `${HCA} hca_handle=3 hca_object=10000` }],
  },
  {
    name: "rdma: what is not given has no limit",
    proves: ["rdma/*/hcaObjects"],
    resources: { rdma: { [HCA]: { hcaObjects: 5 } } },
    v1: [{ file: "rdma.max", reads: `${HCA} hca_handle=max hca_object=5` }],
    v2: [{ file: "rdma.max", reads: `${HCA} hca_handle=max hca_object=5` }],
  },
  {
    name: "blkio: a weight",
    proves: ["blockIO/weight"],
    resources: { blockIO: { weight: 500 } },
    v1: [{ file: "blkio.bfq.weight", reads: "500" }],
    v2: [{ file: "io.bfq.weight", reads: /^default 500$/m }],
  },
  {
    name: "blkio: a device's weight",
    proves: ["blockIO/weightDevice/*/major", "blockIO/weightDevice/*/minor", "blockIO/weightDevice/*/weight"],
    resources: { blockIO: { weightDevice: [{ major, minor, weight: 300 }] } },
    v1: [{ file: "blkio.bfq.weight_device", reads: new RegExp(`^${DISK} 300$`, "m") }],
    v2: [{ file: "io.bfq.weight", reads: new RegExp(`^${DISK} 300$`, "m") }],
  },
  throttle("throttleReadBpsDevice", "read_bps", "rbps"),
  throttle("throttleWriteBpsDevice", "write_bps", "wbps"),
  throttle("throttleReadIOPSDevice", "read_iops", "riops"),
  throttle("throttleWriteIOPSDevice", "write_iops", "wiops"),
  {
    name: "memory: unified",
    proves: ["unified/*"],
    resources: { memory: { limit: 64 * MEGABYTE }, unified: { "memory.max": "33554432", "memory.high": "16777216" } },
    v2: [
      { file: "memory.max", reads: String(32 * MEGABYTE) },
      { file: "memory.high", reads: String(16 * MEGABYTE) },
    ],
  },
  {
    name: "io: unified, with a line for each device",
    proves: ["unified/*"],
    resources: { unified: { "io.max": `${DISK} rbps=2097152\n${DISK} wiops=120` } },
    v2: [{ file: "io.max", reads: `${DISK} rbps=2097152 wbps=max riops=max wiops=120` }],
  },
  {
    name: "pids: unified",
    proves: ["unified/*"],
    resources: { unified: { "pids.max": "19", "cgroup.max.depth": "3" } },
    v2: [
      { file: "pids.max", reads: "19" },
      { file: "cgroup.max.depth", reads: "3" },
    ],
  },
];

type ThrottleKind =
  | "throttleReadBpsDevice"
  | "throttleWriteBpsDevice"
  | "throttleReadIOPSDevice"
  | "throttleWriteIOPSDevice";

function throttle(kind: ThrottleKind, v1Name: string, v2Key: string): LimitCase {
  const rest = ["rbps", "wbps", "riops", "wiops"].map((key) => `${key}=${key === v2Key ? 5_242_880 : "max"}`);
  return {
    name: `blkio: ${kind}`,
    proves: ["major", "minor", "rate"].map((key) => `blockIO/${kind}/*/${key}`),
    resources: { blockIO: { [kind]: [{ major, minor, rate: 5_242_880 }] } },
    v1: [{ file: `blkio.throttle.${v1Name}_device`, reads: `${DISK} 5242880` }],
    v2: [{ file: "io.max", reads: `${DISK} ${rest.join(" ")}` }],
  };
}
