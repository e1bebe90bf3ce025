/** linux.resources.cpu: shares, bandwidth, real-time budget, cpusets, idle. */
import { RuntimeError } from "../../../common/errors.ts";
import { isSet, type Limit, type LimitContext, limitAt, placeOf } from "./limit.ts";

export const handles: readonly string[] = ["/linux/resources/cpu"];

const POINTER = "/linux/resources/cpu";
/** The kernel's own default period, microseconds; v2 wants it beside every quota. */
const DEFAULT_PERIOD = 100_000;

export function cpuLimits(context: LimitContext): Limit[] {
  const { cpu } = context.spec.resources;
  if (cpu === undefined) return [];
  return [...schedulerLimits(context, cpu), ...cpusetLimits(context, cpu)];
}

type Cpu = NonNullable<LimitContext["spec"]["resources"]["cpu"]>;

function schedulerLimits(context: LimitContext, cpu: Cpu): Limit[] {
  const wanted = isSet(cpu.shares) || isSet(cpu.quota) || isSet(cpu.period) || cpu.burst !== undefined;
  const rest = isSet(cpu.realtimeRuntime) || isSet(cpu.realtimePeriod) || cpu.idle !== undefined;
  if (!wanted && !rest) return [];
  const place = placeOf(context, "cpu", POINTER);
  const writes = place.version === 1 ? v1Writes(cpu) : v2Writes(cpu);
  return writes.map(([key, file, value]) => {
    const write = { file, value, from: `${POINTER}/${key}` };
    // 0 is what holds without the file, too: bursts came with Linux 5.14, idle groups with 5.15
    return limitAt(place, value === "0" ? { ...write, ifMissing: "skip" } : write);
  });
}

type CpuWrite = readonly [key: keyof Cpu, file: string, value: string];

/** In a new group. One that is there already may refuse what does not fit its old quota: then the kernel says so. */
function v1Writes(cpu: Cpu): CpuWrite[] {
  const writes: CpuWrite[] = [];
  // The real-time budget comes before init joins: a real-time task cannot enter a group without one (sched-rt-group.rst).
  if (isSet(cpu.realtimePeriod)) writes.push(["realtimePeriod", "cpu.rt_period_us", String(cpu.realtimePeriod)]);
  if (isSet(cpu.realtimeRuntime)) writes.push(["realtimeRuntime", "cpu.rt_runtime_us", String(cpu.realtimeRuntime)]);
  if (isSet(cpu.shares)) writes.push(["shares", "cpu.shares", String(cpu.shares)]);
  // A new group has no quota, so any period fits; and the burst may not exceed the quota.
  if (isSet(cpu.period)) writes.push(["period", "cpu.cfs_period_us", String(cpu.period)]);
  if (isSet(cpu.quota)) writes.push(["quota", "cpu.cfs_quota_us", String(cpu.quota)]);
  if (cpu.burst !== undefined) writes.push(["burst", "cpu.cfs_burst_us", String(cpu.burst)]);
  // The kernel refuses shares for an idle group, so idle is last.
  if (cpu.idle !== undefined) writes.push(["idle", "cpu.idle", String(cpu.idle)]);
  return writes;
}

function v2Writes(cpu: Cpu): CpuWrite[] {
  refuseRealtime(cpu);
  const writes: CpuWrite[] = [];
  if (isSet(cpu.shares)) writes.push(["shares", "cpu.weight", String(sharesToWeight(Number(cpu.shares)))]);
  if (isSet(cpu.quota) || isSet(cpu.period)) {
    const quota = isSet(cpu.quota) && BigInt(cpu.quota) > 0n ? String(cpu.quota) : "max";
    const period = isSet(cpu.period) ? String(cpu.period) : String(DEFAULT_PERIOD);
    writes.push([isSet(cpu.quota) ? "quota" : "period", "cpu.max", `${quota} ${period}`]);
  }
  if (cpu.burst !== undefined) writes.push(["burst", "cpu.max.burst", String(cpu.burst)]);
  if (cpu.idle !== undefined) writes.push(["idle", "cpu.idle", String(cpu.idle)]);
  return writes;
}

/** config-linux.md "Unified": what cannot be converted is an error. */
function refuseRealtime(cpu: Cpu): void {
  for (const key of ["realtimeRuntime", "realtimePeriod"] as const) {
    if (!isSet(cpu[key])) continue;
    throw new RuntimeError("UNSUPPORTED_HOST", "cgroup v2 has no real-time budget", {
      from: `${POINTER}/${key}`,
      hint: "leave it out; process.scheduler gives a real-time policy without a budget",
    });
  }
}

/**
 * Shares (2 to 262144, default 1024) to a v2 weight (1 to 10000, default 100): the field's curve through the three
 * points, log10(weight) = (log2(shares)² + 125·log2(shares)) / 612 − 7/34, rounded up.
 */
export function sharesToWeight(shares: number): number {
  if (shares <= 2) return 1;
  if (shares >= 262_144) return 10_000;
  const log = Math.log2(shares);
  const exponent = (log * log + 125 * log) / 612 - 7 / 34;
  // a whole number must not be lifted by the last bit of a double
  return Math.ceil(10 ** exponent - 1e-9);
}

function cpusetLimits(context: LimitContext, cpu: Cpu): Limit[] {
  const limits: Limit[] = [];
  for (const key of ["cpus", "mems"] as const) {
    const value = cpu[key];
    if (value === undefined || value === "") continue;
    const from = `${POINTER}/${key}`;
    limits.push(limitAt(placeOf(context, "cpuset", from), { file: `cpuset.${key}`, value, from }));
  }
  return limits;
}
