/** linux.resources.memory. Sizes are bytes; -1 is no limit. */
import { RuntimeError } from "../../../common/errors.ts";
import type { Int } from "../../../config/spec.ts";
import type { PlanContext } from "../../context.ts";
import type { PlanWarning } from "../../steps.ts";
import { isSet, type Limit, limitAt, type Place, placeOf, type Write } from "./limit.ts";

// checkBeforeUpdate guards a change of a group in use; the group of a container that is being created is empty.
export const handles: readonly string[] = ["/linux/resources/memory"];

const POINTER = "/linux/resources/memory";

type Memory = NonNullable<PlanContext["spec"]["resources"]["memory"]>;

/** What has to wait until init was executed: see build.ts. */
export function memoryLimits(context: PlanContext): Limit[] {
  const { memory } = context.spec.resources;
  if (memory === undefined) return [];
  if (!isSet(memory.limit) && !isSet(memory.swap)) return [];
  return limits(context, (place) => (place.version === 1 ? v1Limits(memory) : v2Limits(memory)));
}

/** The rest, which may be written at once. */
export function memorySettings(context: PlanContext): Limit[] {
  const { memory } = context.spec.resources;
  if (memory === undefined) return [];
  if (!isSet(memory.reservation) && !isSwappiness(memory.swappiness) && memory.disableOOMKiller !== true) return [];
  return limits(context, (place) => (place.version === 1 ? v1Settings(memory) : v2Settings(memory)));
}

function limits(context: PlanContext, writesFor: (place: Place) => Write[]): Limit[] {
  const place = placeOf(context, "memory", POINTER);
  return writesFor(place).map((write) => limitAt(place, write));
}

/** In a new group memory+swap is unlimited, and may never be below the memory limit: that one goes first. */
function v1Limits({ limit, swap }: Memory): Write[] {
  const writes: Write[] = [];
  if (isSet(limit)) writes.push({ file: "memory.limit_in_bytes", value: String(limit), from: `${POINTER}/limit` });
  if (isSet(swap)) writes.push({ file: "memory.memsw.limit_in_bytes", value: String(swap), from: `${POINTER}/swap` });
  return writes;
}

function v1Settings({ reservation, swappiness, disableOOMKiller }: Memory): Write[] {
  const writes: Write[] = [];
  if (isSet(reservation)) {
    writes.push({ file: "memory.soft_limit_in_bytes", value: String(reservation), from: `${POINTER}/reservation` });
  }
  if (isSwappiness(swappiness)) {
    writes.push({ file: "memory.swappiness", value: String(swappiness), from: `${POINTER}/swappiness` });
  }
  if (disableOOMKiller === true) {
    writes.push({ file: "memory.oom_control", value: "1", from: `${POINTER}/disableOOMKiller` });
  }
  return writes;
}

/** Percent; callers write -1, or the same as an unsigned number, for "leave it". */
function isSwappiness(value: Int | undefined): value is Int {
  return value !== undefined && value >= 0 && value <= 100;
}

function v2Limits({ limit, swap }: Memory): Write[] {
  const writes: Write[] = [];
  const swapOnly = swapBeyondMemory(limit, swap);
  if (swapOnly !== undefined) {
    const write = { file: "memory.swap.max", value: swapOnly, from: `${POINTER}/swap` };
    // a kernel without swap accounting lacks the file; "none" and "no limit" hold there all the same
    writes.push(swapOnly === "0" || swapOnly === "max" ? { ...write, ifMissing: "skip" } : write);
  }
  if (isSet(limit)) writes.push({ file: "memory.max", value: orMax(limit), from: `${POINTER}/limit` });
  return writes;
}

function v2Settings({ reservation }: Memory): Write[] {
  if (!isSet(reservation)) return [];
  return [{ file: "memory.low", value: orMax(reservation), from: `${POINTER}/reservation` }];
}

/** The spec's swap is memory+swap, v2's is swap alone. */
function swapBeyondMemory(limit: Int | undefined, swap: Int | undefined): string | undefined {
  if (!isSet(swap)) return undefined;
  if (BigInt(swap) < 0n) return "max";
  if (!isSet(limit) || BigInt(limit) < 0n) {
    throw new RuntimeError("CONFIG_INVALID", "a limit of memory+swap needs a memory limit on cgroup v2", {
      from: `${POINTER}/swap`,
    });
  }
  const beyond = BigInt(swap) - BigInt(limit);
  if (beyond < 0n) {
    throw new RuntimeError("CONFIG_INVALID", `memory+swap (${swap}) must not be below the memory limit (${limit})`, {
      from: `${POINTER}/swap`,
    });
  }
  return String(beyond);
}

function orMax(value: Int): string {
  return BigInt(value) < 0n ? "max" : String(value);
}

export function memoryWarnings(context: PlanContext): PlanWarning[] {
  const { memory } = context.spec.resources;
  if (memory === undefined || context.cgroups.some((c) => c.hierarchy.controllers.includes("memory"))) return [];
  const warnings: PlanWarning[] = [];
  if (isSwappiness(memory.swappiness)) {
    warnings.push({ from: `${POINTER}/swappiness`, message: "cgroup v2 has no swappiness: it is not applied" });
  }
  if (memory.disableOOMKiller === true) {
    warnings.push({
      from: `${POINTER}/disableOOMKiller`,
      message: "cgroup v2 cannot disable the OOM killer: it stays on",
    });
  }
  return warnings;
}
