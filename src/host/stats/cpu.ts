/** Processor time: cpuacct and cpu on v1 (cgroup-v1/cpuacct.rst), cpu.stat on v2. */
import { omitEmpty, readNumber, readText, toKeyed, toNumber } from "./files.ts";
import { type Pressure, readPressure } from "./pressure.ts";

/** Nanoseconds. */
export interface CpuUsage {
  readonly total?: bigint;
  readonly percpu?: readonly bigint[];
  readonly percpu_kernel?: readonly bigint[];
  readonly percpu_user?: readonly bigint[];
  readonly kernel: bigint;
  readonly user: bigint;
}

export interface CpuStats {
  readonly usage: CpuUsage;
  /** Counts of periods, nanoseconds. */
  readonly throttling: {
    readonly periods?: bigint;
    readonly throttledPeriods?: bigint;
    readonly throttledTime?: bigint;
  };
  readonly psi?: Pressure;
}

/** USER_HZ, 100 on every architecture but Alpha. */
const NANOSECONDS_A_TICK = 10_000_000n;
const NANOSECONDS_A_MICROSECOND = 1000n;

/** Directories in the hierarchies of cpuacct and cpu. */
export function cpuStatsV1(cpuacct: string | undefined, cpu: string | undefined): CpuStats {
  const throttling = toKeyed(cpu === undefined ? "" : (readText(`${cpu}/cpu.stat`) ?? ""));
  return {
    usage: cpuacct === undefined ? { kernel: 0n, user: 0n } : usageV1(cpuacct),
    throttling: throttlingOf(throttling, throttling.get("throttled_time") ?? 0n),
  };
}

function usageV1(dir: string): CpuUsage {
  const ticks = toKeyed(readText(`${dir}/cpuacct.stat`) ?? "");
  const modes = perCpu(readText(`${dir}/cpuacct.usage_all`) ?? "");
  const usage = {
    total: readNumber(`${dir}/cpuacct.usage`),
    percpu: numbers(readText(`${dir}/cpuacct.usage_percpu`) ?? ""),
    percpu_kernel: modes.map(([, system]) => system),
    percpu_user: modes.map(([user]) => user),
    kernel: (ticks.get("system") ?? 0n) * NANOSECONDS_A_TICK,
    user: (ticks.get("user") ?? 0n) * NANOSECONDS_A_TICK,
  };
  return omitEmpty(usage, "total", "percpu", "percpu_kernel", "percpu_user");
}

function numbers(text: string): bigint[] {
  return text.split(/\s+/).filter(Boolean).map(toNumber);
}

/** A heading, then lines of `cpu user system`. */
export function perCpu(text: string): (readonly [user: bigint, system: bigint])[] {
  const lines = text.split("\n").slice(1).map(numbers);
  return lines.filter((line) => line.length === 3).map(([, user = 0n, system = 0n]) => [user, system] as const);
}

export function cpuStatsV2(dir: string): CpuStats {
  const stat = toKeyed(readText(`${dir}/cpu.stat`) ?? "");
  const nanoseconds = (key: string): bigint => (stat.get(key) ?? 0n) * NANOSECONDS_A_MICROSECOND;
  const usage = {
    total: nanoseconds("usage_usec"),
    kernel: nanoseconds("system_usec"),
    user: nanoseconds("user_usec"),
  };
  return {
    usage: omitEmpty(usage, "total"),
    throttling: throttlingOf(stat, nanoseconds("throttled_usec")),
    ...readPressure(`${dir}/cpu.pressure`),
  };
}

function throttlingOf(stat: ReadonlyMap<string, bigint>, throttledTime: bigint): CpuStats["throttling"] {
  const throttling = {
    periods: stat.get("nr_periods") ?? 0n,
    throttledPeriods: stat.get("nr_throttled") ?? 0n,
    throttledTime,
  };
  return omitEmpty(throttling, "periods", "throttledPeriods", "throttledTime");
}
