/** linux.seccomp */
import type { Seccomp } from "../../config/spec.ts";
import type { PlanContext } from "../context.ts";
import type { HostStep, InitStep, SeccompProfile, SeccompRule } from "../steps.ts";

export const handles: readonly string[] = ["/linux/seccomp"];

const FROM = "/linux/seccomp";

/**
 * Bits of seccomp(2). TSYNC is left out: init has one thread. WAIT_KILLABLE_RECV is left out: it goes with user
 * notification alone.
 */
const FLAGS: Readonly<Record<string, number>> = {
  SECCOMP_FILTER_FLAG_LOG: 1 << 1,
  SECCOMP_FILTER_FLAG_SPEC_ALLOW: 1 << 2,
};
/** Without a word in config.json the filter does not switch on the speculation mitigation, which is slow. */
const DEFAULT_FLAGS: readonly string[] = ["SECCOMP_FILTER_FLAG_SPEC_ALLOW"];

export function compileSeccomp({ spec }: PlanContext): HostStep[] {
  if (spec.seccomp === undefined) return [];
  return [{ at: "host", op: "seccomp.compile", from: FROM, profile: profileOf(spec.seccomp) }];
}

/** The program comes from the slot that seccomp.compile fills. */
export function loadSeccomp({ spec }: PlanContext): InitStep[] {
  if (spec.seccomp === undefined) return [];
  const names = spec.seccomp.flags ?? DEFAULT_FLAGS;
  const flags = names.reduce((bits, name) => bits | (FLAGS[name] ?? 0), 0);
  return [{ at: "init", op: "seccomp.load", from: FROM, flags, program: new Uint8Array(0) }];
}

function profileOf(seccomp: Seccomp): SeccompProfile {
  return {
    defaultAction: seccomp.defaultAction,
    defaultErrnoRet: seccomp.defaultErrnoRet,
    architectures: seccomp.architectures ?? [],
    syscalls: (seccomp.syscalls ?? []).map(ruleOf),
  };
}

function ruleOf({ names, action, errnoRet, args }: NonNullable<Seccomp["syscalls"]>[number]): SeccompRule {
  return {
    names,
    action,
    errnoRet,
    args: (args ?? []).map(({ index, value, valueTwo, op }) => ({
      index,
      value: BigInt(value),
      valueTwo: BigInt(valueTwo ?? 0),
      op,
    })),
  };
}
