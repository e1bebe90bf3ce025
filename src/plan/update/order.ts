/**
 * The order of writes to a cgroup that has limits already: at no time may two of them be at odds, or the kernel refuses
 * the one that makes them so.
 */
import type { HostStep } from "../steps.ts";

export type Write = Extract<HostStep, { op: "cgroup.write" }>;

/** Contents of files in the container's cgroups, by their names; what is missing cannot be read. */
export type Current = Readonly<Record<string, string>>;

/** The files whose contents decide. */
export const DECIDING: readonly string[] = [
  "memory.limit_in_bytes",
  "cpu.cfs_period_us",
  "cpu.cfs_quota_us",
  "cpu.cfs_burst_us",
  "cpu.rt_period_us",
  "cpu.max",
  "cpu.max.burst",
  "memory.max",
  "memory.swap.max",
];

const MEMORY = "memory.limit_in_bytes";
const MEMORY_AND_SWAP = "memory.memsw.limit_in_bytes";

export function inOrder(writes: readonly Write[], current: Current): Write[] {
  const steps = withoutDetour(writes);
  orderMemory(steps, current);
  orderBandwidth(steps, { period: "cpu.cfs_period_us", quota: "cpu.cfs_quota_us" }, current);
  orderBandwidth(steps, { period: "cpu.rt_period_us", quota: "cpu.rt_runtime_us" }, current);
  orderBurst(steps, { burst: "cpu.cfs_burst_us", quota: "cpu.cfs_quota_us" }, current);
  orderBurst(steps, { burst: "cpu.max.burst", quota: "cpu.max" }, current);
  // an idle group takes no weight
  if (find(steps, "cpu.idle")?.value === "0") {
    for (const weight of ["cpu.shares", "cpu.weight"]) moveBefore(steps, "cpu.idle", weight);
  }
  return steps;
}

/** In a new group any pair of memory limits can be had by way of no limit. Here that would let go of one for a moment. */
function withoutDetour(writes: readonly Write[]): Write[] {
  const last = writes.findLast(({ file }) => file === MEMORY_AND_SWAP);
  return writes.filter((write) => write.file !== MEMORY_AND_SWAP || write === last);
}

/** Memory and swap together may never be less than memory (cgroup-v1/memory.rst). */
function orderMemory(steps: Write[], current: Current): void {
  const together = find(steps, MEMORY_AND_SWAP)?.value;
  if (together === undefined) return;
  const raised = together === "-1" || BigInt(together) >= numberOf(current[MEMORY]);
  if (raised) moveBefore(steps, MEMORY_AND_SWAP, MEMORY);
  else moveBefore(steps, MEMORY, MEMORY_AND_SWAP);
}

/** The share of a period may never exceed the parent's, nor a budget its period: a longer period comes first, a shorter last. */
function orderBandwidth(steps: Write[], { period, quota }: Record<"period" | "quota", string>, current: Current): void {
  const wanted = find(steps, period)?.value;
  if (wanted === undefined) return;
  if (BigInt(wanted) >= numberOf(current[period])) moveBefore(steps, period, quota);
  else moveBefore(steps, quota, period);
}

/** A burst may not exceed the quota. */
function orderBurst(steps: Write[], { burst, quota }: Record<"burst" | "quota", string>, current: Current): void {
  const wanted = find(steps, burst)?.value;
  if (wanted === undefined) return;
  if (BigInt(wanted) < numberOf(current[burst])) moveBefore(steps, burst, quota);
  else moveBefore(steps, quota, burst);
}

function numberOf(text: string | undefined): bigint {
  const word = text?.trim() ?? "";
  return /^-?\d+$/.test(word) ? BigInt(word) : 0n;
}

function find(steps: readonly Write[], file: string): Write | undefined {
  return steps.find((step) => step.file === file);
}

/** Puts the writes of `first` in front of those of `second`, where both are there and stand otherwise. */
function moveBefore(steps: Write[], first: string, second: string): void {
  const to = steps.findIndex(({ file }) => file === second);
  const from = steps.findLastIndex(({ file }) => file === first);
  if (to < 0 || from < to) return;
  const [moved] = steps.splice(from, 1);
  if (moved !== undefined) steps.splice(to, 0, moved);
}
