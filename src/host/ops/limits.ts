import { writeFileSync } from "node:fs";
import { RLIMITS } from "../../native/rlimits.ts";
import type { HostStep } from "../../plan/steps.ts";
import { initOf, type Session } from "../session.ts";

/** From outside, since init is in a user namespace or loses dumpable by then, and both deny it the file. */
export function adjustOom(step: Extract<HostStep, { op: "oom.adjust" }>, session: Session): void {
  writeFileSync(`/proc/${initOf(session).pid}/oom_score_adj`, String(step.value));
}

/** prlimit(2) of init: only the runtime's own user namespace may hold CAP_SYS_RESOURCE over the hard limit. */
export function raiseLimit(step: Extract<HostStep, { op: "rlimit.raise" }>, session: Session): void {
  const resource = RLIMITS[step.resource];
  if (resource === undefined) throw new Error(`unknown rlimit ${step.resource}`);
  session.addon.setLimit(initOf(session).pid, resource, step.soft, step.hard);
}
