import { existsSync } from "node:fs";
import { RuntimeError } from "../common/errors.ts";
import { freeze, isFreezing, thaw } from "../host/cgroup/freezer.ts";
import { processesBelow } from "../host/cgroup/processes.ts";
import { lockOrFail } from "../state/lock.ts";
import type { StateRecord } from "../state/record.ts";
import { statusOf } from "../state/status.ts";
import { recordOf } from "./record-of.ts";
import type { Runtime } from "./runtime.ts";

/** Another runtime may hold the lock this long, milliseconds. */
const PATIENCE = 10_000;

/** Freeze a container that is running, or waits for its start. Throws WRONG_STATE, `container not running`, for others. */
export function pause(rt: Runtime, id: string): void {
  const record = lockedRecord(rt, id);
  const status = statusOf(record);
  if (status !== "running" && status !== "created") {
    throw new RuntimeError("WRONG_STATE", `container not running: it is ${status}`);
  }
  const dir = freezerOf(record);
  freeze(dir);
  if (processesBelow(dir).length > 0) return;
  thaw(dir);
  throw new RuntimeError("WRONG_STATE", "container process already exited");
}

/** Throws WRONG_STATE, `container not paused`, unless it is, or a pause of it was killed half-way. */
export function resume(rt: Runtime, id: string): void {
  const record = lockedRecord(rt, id);
  const status = statusOf(record);
  const halfWay = status !== "stopped" && record.freezer !== undefined && isFreezing(record.freezer);
  if (status !== "paused" && !halfWay) {
    throw new RuntimeError("WRONG_STATE", `container not paused: it is ${status}`);
  }
  thaw(freezerOf(record));
}

function lockedRecord(rt: Runtime, id: string): StateRecord {
  recordOf(rt, id);
  lockOrFail(rt.addon, { root: rt.root, id, patience: PATIENCE });
  return recordOf(rt, id);
}

function freezerOf({ freezer }: StateRecord): string {
  if (freezer !== undefined && existsSync(freezer)) return freezer;
  throw new RuntimeError("UNSUPPORTED_HOST", "cannot toggle freezer: the container has no cgroup with one", {
    hint: "mount the v1 freezer hierarchy, or delegate a cgroup to the runtime's user, and create the container again",
  });
}
