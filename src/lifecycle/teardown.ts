import { rmSync } from "node:fs";
import { RuntimeError } from "../common/errors.ts";
import { executeHostStep } from "../host/execute.ts";
import { returnNetDevices } from "../host/ops/net-device.ts";
import type { Session } from "../host/session.ts";
import type { HostStep } from "../plan/steps.ts";

/**
 * Give back what the session holds: a removal needs descriptors, and running out of them may be why it is called for.
 * A pid file would name a process that is about to end.
 */
function letSlotsGo(session: Session): void {
  for (const slot of ["channel", "gate", "consoleMaster"] as const) {
    if (session[slot] >= 0) session.addon.close(session[slot]);
    session[slot] = -1;
  }
  session.criu?.abandon();
  if (session.pidFile !== undefined) rmSync(session.pidFile, { force: true });
}

/**
 * Run a teardown plan. Returns the first failure, or undefined. A step that fails does not keep the others from
 * removing what they can, but the record stays then, so that the container is still named and can be deleted again.
 */
export function tearDown(session: Session, steps: readonly HostStep[]): RuntimeError | undefined {
  let failure: RuntimeError | undefined;
  returnNetDevices(session);
  letSlotsGo(session);
  for (const step of steps) {
    if (step.op === "state.remove" && failure !== undefined) break;
    if (step.op === "hook.run" && !session.hooksRan) continue;
    try {
      executeHostStep(step, session);
    } catch (error) {
      failure ??=
        error instanceof RuntimeError ? error : new RuntimeError("CLEANUP_FAILED", String(error), { cause: error });
    }
  }
  return failure;
}
