import { RuntimeError } from "../common/errors.ts";
import { executeHostStep } from "../host/execute.ts";
import type { Session } from "../host/session.ts";
import type { HostStep } from "../plan/steps.ts";

/**
 * Run a teardown plan. Returns the first failure, or undefined. A step that fails does not keep the others from
 * removing what they can, but the record stays then, so that the container is still named and can be deleted again.
 */
export function tearDown(session: Session, steps: readonly HostStep[]): RuntimeError | undefined {
  let failure: RuntimeError | undefined;
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
