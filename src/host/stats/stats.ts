/** The statistics of a container, in the shape of runc's types/events.go, which containerd and others read. */
import type { ContainerCgroup } from "../../plan/areas/cgroup/paths.ts";
import { type BlkioStats, blkioStatsV1, blkioStatsV2 } from "./blkio.ts";
import { type CpuStats, cpuStatsV1, cpuStatsV2 } from "./cpu.ts";
import { type CpusetStats, cpusetStats } from "./cpuset.ts";
import { type HugetlbStats, hugetlbStats } from "./hugetlb.ts";
import { type MemoryStats, memoryStatsV1, memoryStatsV2 } from "./memory.ts";
import { type PidsStats, pidsStats } from "./pids.ts";
import { type ResctrlGroups, type ResctrlStats, resctrlStats } from "./resctrl.ts";

export interface Stats {
  readonly cpu: CpuStats;
  readonly cpuset: CpusetStats;
  readonly memory: MemoryStats;
  readonly pids: PidsStats;
  readonly blkio: BlkioStats;
  readonly hugetlb: Readonly<Record<string, HugetlbStats>>;
  readonly intel_rdt: ResctrlStats;
  /** Always null: the runtime makes no network devices, and counts none. */
  readonly network_interfaces: null;
}

export function readStats(cgroups: readonly ContainerCgroup[], groups: ResctrlGroups | undefined): Stats {
  const v2 = cgroups.find(({ version }) => version === 2);
  const rest = { intel_rdt: resctrlStats(groups), network_interfaces: null };
  return { ...(v2 === undefined ? statsV1(cgroups) : statsV2(v2.dir)), ...rest };
}

type CgroupStats = Omit<Stats, "intel_rdt" | "network_interfaces">;

function statsV1(cgroups: readonly ContainerCgroup[]): CgroupStats {
  const dirOf = (controller: string): string | undefined =>
    cgroups.find(({ hierarchy }) => hierarchy.controllers.includes(controller))?.dir;
  return {
    cpu: cpuStatsV1(dirOf("cpuacct"), dirOf("cpu")),
    cpuset: cpusetStats(dirOf("cpuset")),
    memory: memoryStatsV1(dirOf("memory")),
    pids: pidsStats(dirOf("pids")),
    blkio: blkioStatsV1(dirOf("blkio")),
    hugetlb: hugetlbStats(dirOf("hugetlb"), 1),
  };
}

function statsV2(dir: string): CgroupStats {
  return {
    cpu: cpuStatsV2(dir),
    cpuset: cpusetStats(undefined),
    memory: memoryStatsV2(dir),
    pids: pidsStats(dir),
    blkio: blkioStatsV2(dir),
    hugetlb: hugetlbStats(dir, 2),
  };
}
