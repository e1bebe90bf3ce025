/** The sets of processors and memory nodes on v1 (cpuset(7)); runc reports none on v2, but zeros. */
import { omitEmpty, readNumber, readText } from "./files.ts";

export interface CpusetStats {
  readonly cpus?: readonly number[];
  readonly cpu_exclusive: bigint;
  readonly mems?: readonly number[];
  readonly mem_hardwall: bigint;
  readonly mem_exclusive: bigint;
  readonly memory_migrate: bigint;
  readonly memory_spread_page: bigint;
  readonly memory_spread_slab: bigint;
  readonly memory_pressure: bigint;
  readonly sched_load_balance: bigint;
  readonly sched_relax_domain_level: bigint;
}

export function cpusetStats(dir: string | undefined): CpusetStats {
  const number = (name: string): bigint => (dir === undefined ? 0n : readNumber(`${dir}/cpuset.${name}`));
  const list = (name: string): number[] => (dir === undefined ? [] : toList(readText(`${dir}/cpuset.${name}`) ?? ""));
  const stats = {
    cpus: list("cpus"),
    cpu_exclusive: number("cpu_exclusive"),
    mems: list("mems"),
    mem_hardwall: number("mem_hardwall"),
    mem_exclusive: number("mem_exclusive"),
    memory_migrate: number("memory_migrate"),
    memory_spread_page: number("memory_spread_page"),
    memory_spread_slab: number("memory_spread_slab"),
    memory_pressure: number("memory_pressure"),
    sched_load_balance: number("sched_load_balance"),
    sched_relax_domain_level: number("sched_relax_domain_level"),
  };
  return omitEmpty(stats, "cpus", "mems");
}

/** `0-2,7` as 0, 1, 2, 7. */
export function toList(text: string): number[] {
  const ranges = text.trim().split(",").filter(Boolean);
  return ranges.flatMap((range) => {
    const [from = 0, to = from] = range.split("-").map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}
