/** The status of a container as runtime-spec runtime.md "State" names it, and `paused` as every runtime adds. */
import { readFileSync } from "node:fs";
import { bootId, identify } from "./process.ts";
import type { StateRecord } from "./record.ts";

export type Status = "creating" | "created" | "running" | "paused" | "stopped";

/** Name that init gives itself until it executes the container's program (addon/shared/protocol.h). */
export const INIT_NAME = "caisson:init";

export function statusOf(record: StateRecord): Status {
  if (record.bootId !== bootId()) return "stopped";
  // no pid yet: the create is under way, or was killed; either way `delete --force` is the remedy
  if (record.pid === 0) return "creating";
  const init = identify(record.pid);
  const gone = init === undefined || init.startTime !== record.startTime || init.state === "Z" || init.state === "X";
  if (gone) return "stopped";
  if (record.recorded === "creating") return "creating";
  if (isFrozen(record.freezer)) return "paused";
  // a runtime killed in `start` may have left `created` in the record of a process that runs
  return record.recorded === "created" && init.command === INIT_NAME ? "created" : "running";
}

/** By itself: on v1 the state is FROZEN too where a parent is frozen, which is not the container's to resume. */
function isFrozen(freezer: string | undefined): boolean {
  if (freezer === undefined) return false;
  const v1 = read(`${freezer}/freezer.state`) === "FROZEN" && read(`${freezer}/freezer.self_freezing`) !== "0";
  return v1 || read(`${freezer}/cgroup.freeze`) === "1";
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "latin1").trim();
  } catch {
    return undefined;
  }
}
