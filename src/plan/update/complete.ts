/**
 * v2 has one file for what the spec has two fields for. Where an update gives one of them, the other stays what it is in
 * the container's cgroup.
 */
import { RuntimeError } from "../../common/errors.ts";
import type { Int, Resources } from "../../config/spec.ts";
import { isSet } from "../areas/cgroup/limit.ts";
import type { Current } from "./order.ts";

export function completeForV2(resources: Resources, current: Current): Resources {
  const { cpu, memory } = resources;
  return {
    ...resources,
    ...(cpu === undefined ? {} : { cpu: completeCpu(cpu, current["cpu.max"]) }),
    ...(memory === undefined ? {} : { memory: completeMemory(memory, current) }),
  };
}

type Cpu = NonNullable<Resources["cpu"]>;

/** `max 100000`, `20000 50000`: quota and period. */
function completeCpu(cpu: Cpu, now: string | undefined): Cpu {
  const [quota, period] = (now ?? "").trim().split(" ").map(toInt);
  if (isSet(cpu.quota) && !isSet(cpu.period) && period !== undefined) return { ...cpu, period };
  if (isSet(cpu.period) && !isSet(cpu.quota) && quota !== undefined) return { ...cpu, quota };
  return cpu;
}

type Memory = NonNullable<Resources["memory"]>;

/** The spec's swap counts memory too: a new limit of memory leaves the sum as it is, and takes from swap or gives to it. */
function completeMemory(memory: Memory, current: Current): Memory {
  const { limit, swap } = memory;
  const now = toInt(current["memory.max"]?.trim());
  const swapNow = toInt(current["memory.swap.max"]?.trim());
  if (isSet(swap) && !isSet(limit)) return now === undefined ? memory : { ...memory, limit: now };
  if (isSet(swap) || !isSet(limit) || limit < 0 || isUnlimited(now) || isUnlimited(swapNow)) return memory;
  const sum = BigInt(now ?? 0) + BigInt(swapNow ?? 0);
  if (BigInt(limit) <= sum) return { ...memory, swap: sum };
  throw new RuntimeError("CONFIG_INVALID", `the memory limit (${limit}) must not exceed memory+swap, which is ${sum}`, {
    from: "/linux/resources/memory/limit",
    hint: "raise the limit of memory and swap together at the same time (--memory-swap)",
  });
}

function isUnlimited(value: Int | undefined): boolean {
  return value === undefined || value < 0;
}

/** -1 is `max`; undefined where there is no file. */
function toInt(word: string | undefined): Int | undefined {
  if (word === "max") return -1;
  return word !== undefined && /^\d+$/.test(word) ? BigInt(word) : undefined;
}
