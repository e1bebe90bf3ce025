/** linux.resources.memory. Sizes are bytes; -1 is no limit. */
import { RuntimeError } from "../../../common/errors.ts";
import type { Int } from "../../../config/spec.ts";
import { isSet, type Limit, type LimitContext, limitAt, placeOf, type Write } from "./limit.ts";

export const handles: readonly string[] = ["/linux/resources/memory"];

const POINTER = "/linux/resources/memory";

type Memory = NonNullable<LimitContext["spec"]["resources"]["memory"]>;

export function memoryLimits(context: LimitContext): Limit[] {
  const { memory } = context.spec.resources;
  if (memory === undefined || !asksForSomething(memory)) return [];
  const place = placeOf(context, "memory", POINTER);
  const writes = place.version === 1 ? [...v1Settings(memory), ...v1Limits(memory)] : v2Writes(memory);
  return writes.map((write) => limitAt(place, write));
}

/** Callers give all fields, with values that leave everything as it is. */
function asksForSomething({ limit, swap, reservation, swappiness, disableOOMKiller }: Memory): boolean {
  return [limit, swap, reservation].some(isSet) || isSwappiness(swappiness) || disableOOMKiller === true;
}

/**
 * Memory+swap may never be below memory, and a group that was there before may have limits already: with no limit of
 * memory+swap in between, any pair can follow any other. Memory without limit makes memory+swap so too, as runc has it.
 */
function v1Limits({ limit, swap }: Memory): Write[] {
  const writes: Write[] = [];
  const file = "memory.memsw.limit_in_bytes";
  const from = `${POINTER}/${isSet(swap) ? "swap" : "limit"}`;
  // a kernel that does not account swap lacks the file, and has no limit there anyway
  if (isSet(swap) || isUnlimited(limit)) writes.push({ file, value: "-1", from, ifMissing: "skip" });
  if (isSet(limit)) writes.push({ file: "memory.limit_in_bytes", value: String(limit), from: `${POINTER}/limit` });
  if (isSet(swap) && !isUnlimited(swap)) writes.push({ file, value: String(swap), from });
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

function v2Writes(memory: Memory): Write[] {
  refuseOnV2(memory);
  const { limit, swap, reservation, checkBeforeUpdate } = memory;
  const writes: Write[] = [];
  if (isSet(reservation)) {
    writes.push({ file: "memory.low", value: orMax(reservation), from: `${POINTER}/reservation` });
  }
  const swapOnly = swapBeyondMemory(limit, swap);
  if (swapOnly !== undefined) {
    const write = { file: "memory.swap.max", value: swapOnly, from: `${POINTER}/${isSet(swap) ? "swap" : "limit"}` };
    // a kernel without swap accounting lacks the file; "none" and "no limit" hold there all the same
    writes.push(swapOnly === "0" || swapOnly === "max" ? { ...write, ifMissing: "skip" } : write);
  }
  if (isSet(limit)) {
    const write = { file: "memory.max", value: orMax(limit), from: `${POINTER}/limit` };
    // a group that was there before may use something; v1 refuses by itself what v2 would call the OOM killer for
    const checked = checkBeforeUpdate === true && !isUnlimited(limit);
    writes.push(checked ? { ...write, above: "memory.current" } : write);
  }
  return writes;
}

/** config-linux.md "Unified": what cannot be converted is an error. */
function refuseOnV2({ swappiness, disableOOMKiller }: Memory): void {
  if (isSwappiness(swappiness)) {
    throw new RuntimeError("UNSUPPORTED_HOST", "cgroup v2 has no swappiness of a group", {
      from: `${POINTER}/swappiness`,
      hint: "leave it out, or set memory.swap.max by linux.resources.memory.swap",
    });
  }
  if (disableOOMKiller === true) {
    throw new RuntimeError("UNSUPPORTED_HOST", "cgroup v2 cannot disable the OOM killer", {
      from: `${POINTER}/disableOOMKiller`,
      hint: "leave it out; memory.high by linux.resources.unified slows a container down instead",
    });
  }
}

/** The spec's swap is memory+swap, v2's is swap alone. */
function swapBeyondMemory(limit: Int | undefined, swap: Int | undefined): string | undefined {
  if (!isSet(swap)) return isUnlimited(limit) ? "max" : undefined;
  if (isUnlimited(swap)) return "max";
  if (!isSet(limit) || isUnlimited(limit)) {
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

function isUnlimited(value: Int | undefined): boolean {
  return value !== undefined && value < 0;
}

function orMax(value: Int): string {
  return isUnlimited(value) ? "max" : String(value);
}
