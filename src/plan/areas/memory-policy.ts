/** linux.memoryPolicy */
import { numberList } from "../../config/number-list.ts";
import type { PlanContext, ProcessContext } from "../context.ts";
import type { InitStep, PlanWarning } from "../steps.ts";

export const handles: readonly string[] = ["/linux/memoryPolicy"];

const FROM = "/linux/memoryPolicy";

export function setMemoryPolicy({ spec }: ProcessContext): InitStep[] {
  return spec.memoryPolicy === undefined ? [] : [{ at: "init", op: "memory.policy", from: FROM, ...spec.memoryPolicy }];
}

/**
 * Of a list of nodes the kernel uses those that have memory, and says nothing of the others (set_mempolicy(2)); without
 * any it refuses. Relative numbers count only nodes that are there.
 */
export function memoryPolicyWarnings({ spec, facts }: PlanContext): PlanWarning[] {
  const { nodes = [], flags = [] } = spec.memoryPolicy ?? {};
  if (nodes.length === 0 || flags.includes("MPOL_F_RELATIVE_NODES")) return [];
  const there = numberList(facts.memoryNodes ?? "") ?? [];
  const missing = nodes.filter((node) => !there.includes(node));
  if (missing.length === 0 || missing.length === nodes.length) return [];
  const words = missing.length === 1 ? `node ${missing[0]} is` : `nodes ${missing.join(", ")} are`;
  return [{ from: `${FROM}/nodes`, message: `memory ${words} not on this machine, and left out` }];
}
