import { RuntimeError } from "../../common/errors.ts";
import { containerDir, hasCode } from "../../state/store.ts";
import type { Session } from "../session.ts";

/** Name of the start gate's socket in the state directory. */
const GATE = "gate";

/** Bound before init exists, so that `start` finds it whenever it comes. */
export function listenGate(session: Session): void {
  session.gate = session.addon.listen(containerDir(session.root, session.record().id), GATE);
}

/** Open the gate: the connection is the channel from here on. */
export function openGate(session: Session): void {
  try {
    session.channel = session.addon.connect(containerDir(session.root, session.record().id), GATE);
  } catch (error) {
    if (!hasCode(error, "ECONNREFUSED")) throw error;
    throw new RuntimeError("WRONG_STATE", "cannot start a container that nobody waits in", {
      hint: "its init died just now, or an earlier start was killed while a startContainer hook ran",
      cause: error,
    });
  }
}
