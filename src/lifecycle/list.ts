import { RuntimeError } from "../common/errors.ts";
import { listIds, readRecord } from "../state/store.ts";
import type { Runtime } from "./runtime.ts";
import { claimedOnly, describe, type StateOutput } from "./state.ts";

export type ListEntry = StateOutput;

/** All containers under the root. One that cannot be read is warned of, and does not hide the others. */
export function list(rt: Runtime): ListEntry[] {
  const entries: ListEntry[] = [];
  for (const id of listIds(rt.root)) {
    try {
      const record = readRecord(rt.root, id);
      entries.push(record === undefined ? claimedOnly(id) : describe(record));
    } catch (error) {
      // deleted since its name was read
      if (error instanceof RuntimeError && error.code === "NOT_FOUND") continue;
      rt.warn(error instanceof Error ? error.message : String(error));
    }
  }
  return entries;
}
