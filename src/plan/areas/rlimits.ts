/** process.rlimits. */
import type { ProcessContext } from "../context.ts";
import type { HostStep, InitStep } from "../steps.ts";

export const handles: readonly string[] = ["/process/rlimits"];

/** asm-generic/resource.h */
const RLIMIT_NOFILE = 7;

/**
 * Where a hard limit is above the runtime's own, root of a container's user namespace could not raise it; the host
 * does. The soft limit goes up with it, so that nothing is limited before init sets it.
 */
export function raiseHardLimits({ spec, facts }: ProcessContext): HostStep[] {
  return (spec.process?.rlimits ?? [])
    .filter(({ type, hard }) => hard > (facts.hardLimits[type] ?? hard))
    .map(({ type, hard, from }) => ({ at: "host", op: "rlimit.raise", from, resource: type, soft: hard, hard }));
}

/** The engine raises its own RLIMIT_NOFILE: a container without one gets what the caller had. */
export function setLimits({ spec, facts }: ProcessContext): InitStep[] {
  if (spec.process === undefined) return [];
  const steps = spec.process.rlimits.map(
    ({ resource, soft, hard, from }): InitStep => ({ at: "init", op: "rlimit.set", from, resource, soft, hard }),
  );
  if (spec.process.rlimits.some(({ resource }) => resource === RLIMIT_NOFILE)) return steps;
  const inherited: InitStep = {
    at: "init",
    op: "rlimit.set",
    from: "default:nofile",
    resource: RLIMIT_NOFILE,
    ...facts.callerNofile,
  };
  return [...steps, inherited];
}
