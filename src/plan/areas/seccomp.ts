/** linux.seccomp */
import { notifies } from "../../config/seccomp.ts";
import type { Seccomp } from "../../config/spec.ts";
import { SECCOMP_FLAGS, SECCOMP_NEW_LISTENER } from "../../native/seccomp.ts";
import type { ProcessContext } from "../context.ts";
import type { HostStep, InitStep, SeccompProfile, SeccompRule, Step } from "../steps.ts";

export const handles: readonly string[] = ["/linux/seccomp"];

const FROM = "/linux/seccomp";
const LISTENER = `${FROM}/listenerPath`;

/** TSYNC is left out: init has one thread that matters. */
const { SECCOMP_FILTER_FLAG_TSYNC: _, ...OTHER_FLAGS } = SECCOMP_FLAGS;
const FLAGS: Readonly<Record<string, number>> = OTHER_FLAGS;
/** Without a word in config.json the filter does not switch on the speculation mitigation, which is slow. */
const DEFAULT_FLAGS: readonly string[] = ["SECCOMP_FILTER_FLAG_SPEC_ALLOW"];

/** `cached`: the name under which an earlier create has left the program in the cache. */
export function compileSeccomp({ spec }: ProcessContext, cached?: string): HostStep[] {
  if (spec.seccomp === undefined) return [];
  return [{ at: "host", op: "seccomp.compile", from: FROM, profile: profileOf(spec.seccomp), cached }];
}

/** It starts with the limits and the scheduling that init has where this stands. */
export function startCourier({ spec }: ProcessContext): InitStep[] {
  if (spec.seccomp === undefined || !notifies(spec.seccomp)) return [];
  return [{ at: "init", op: "seccomp.courier", from: LISTENER }];
}

/** The program comes from the slot that seccomp.compile fills. A filter that notifies waits until its agent can answer. */
export function loadSeccomp({ spec, request }: ProcessContext, status: "created" | "running"): Step[] {
  const { seccomp } = spec;
  if (seccomp === undefined) return [];
  const names = seccomp.flags ?? DEFAULT_FLAGS;
  const flags = names.reduce((bits, name) => bits | (FLAGS[name] ?? 0), 0);
  const load = { at: "init", op: "seccomp.load", from: FROM, program: new Uint8Array(0) } as const;
  if (!notifies(seccomp)) return [{ ...load, flags }];
  const { listenerPath = "", listenerMetadata } = seccomp;
  return [
    { ...load, flags: flags | SECCOMP_NEW_LISTENER },
    {
      at: "host",
      op: "seccomp.send",
      from: LISTENER,
      // as under runc, which dials from within the bundle
      socket: listenerPath.startsWith("/") ? listenerPath : `${request.bundle}/${listenerPath}`,
      metadata: listenerMetadata || undefined,
      status,
    },
  ];
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
