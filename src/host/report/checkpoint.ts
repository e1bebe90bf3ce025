/** Whether CRIU is here. What it can do with this kernel it says itself: it is asked by checkpoint, not at every start. */
import { findCriu } from "../criu/program.ts";
import { type Abilities, CAP_SYS_ADMIN, type Host, isCapable } from "./ability.ts";

export function checkpointAbilities(host: Host, find: () => string = findCriu): Abilities {
  if (!isCapable(host, CAP_SYS_ADMIN)) return { checkpoint: { reason: "CRIU wants root" } };
  try {
    return { checkpoint: { detail: { criu: find() } } };
  } catch (error) {
    return { checkpoint: { reason: (error as Error).message } };
  }
}
