import { RuntimeError } from "../common/errors.ts";
import { checkId } from "../state/id.ts";
import type { StateRecord } from "../state/record.ts";
import { readRecord } from "../state/store.ts";
import type { Runtime } from "./runtime.ts";

/** The record of a container that users may work with. Throws NOT_FOUND, STATE_DAMAGED, INVALID_ID. */
export function recordOf(rt: Runtime, id: string): StateRecord {
  checkId(id);
  const record = readRecord(rt.root, id);
  if (record !== undefined) return record;
  throw new RuntimeError("WRONG_STATE", `container ${id} has no state yet: its create is under way, or was killed`, {
    hint: `caisson delete --force ${id} removes it`,
  });
}
