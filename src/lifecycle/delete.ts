import { RuntimeError } from "../common/errors.ts";
import { executeHostStep } from "../host/execute.ts";
import { checkId } from "../state/id.ts";
import { lock, lockOrFail } from "../state/lock.ts";
import type { StateRecord } from "../state/record.ts";
import { statusOf } from "../state/status.ts";
import { containerDir, notFound, readRecord, removeAll } from "../state/store.ts";
import { recordOf } from "./record-of.ts";
import type { Runtime } from "./runtime.ts";
import { openSession } from "./session.ts";
import { tearDown } from "./teardown.ts";

/** Another runtime may hold the lock this long, milliseconds. */
const PATIENCE = 10_000;

/**
 * Remove what create made. A created container is killed first, as runc does and callers rely on, though the spec calls
 * that an error; a running one is an error without `force`. With force a container that does not exist is no error.
 */
export function remove(rt: Runtime, id: string, options: { readonly force: boolean }): void {
  checkId(id);
  if (options.force) {
    removeByForce(rt, id);
    return;
  }
  recordOf(rt, id);
  lockOrFail(rt.addon, { root: rt.root, id, patience: PATIENCE });
  const record = readRecord(rt.root, id);
  if (record === undefined) {
    // another delete was about to end when we took its lock
    removeAll(rt.root, id);
    throw notFound(id);
  }
  const status = statusOf(record);
  if (status !== "stopped" && status !== "created") {
    throw new RuntimeError("WRONG_STATE", `cannot delete container ${id} that is not stopped: ${status}`, {
      hint: `caisson kill ${id} KILL, or caisson delete --force ${id}`,
    });
  }
  destroy(rt, record);
}

function removeByForce(rt: Runtime, id: string): void {
  try {
    const early = readEvenDamaged(rt, id, "silently");
    const held = lock(rt.addon, { root: rt.root, id, patience: 0 });
    // whoever holds it, a create or a start, ends when its init dies
    if (held === undefined) {
      if (early !== undefined) killOnly(rt, early);
      lockOrFail(rt.addon, { root: rt.root, id, patience: PATIENCE });
    }
    const record = readEvenDamaged(rt, id, "with a warning");
    if (record === undefined) removeAll(rt.root, id);
    else destroy(rt, record);
  } catch (error) {
    if (!(error instanceof RuntimeError && error.code === "NOT_FOUND")) throw error;
  }
}

/** A record that cannot be read names nothing to kill; its directory can still be removed. */
function readEvenDamaged(rt: Runtime, id: string, how: "silently" | "with a warning"): StateRecord | undefined {
  try {
    return readRecord(rt.root, id);
  } catch (error) {
    if (!(error instanceof RuntimeError && error.code === "STATE_DAMAGED")) throw error;
    if (how === "with a warning") rt.warn(`${error.message}: removing ${containerDir(rt.root, id)} without it`);
    return undefined;
  }
}

function killOnly(rt: Runtime, record: StateRecord): void {
  const session = openSession(rt, { record, steps: record.teardown, firstStep: 0 });
  for (const step of record.teardown) if (step.op === "init.kill") executeHostStep(step, session);
}

function destroy(rt: Runtime, record: StateRecord): void {
  const session = openSession(rt, { record, steps: record.teardown, firstStep: 0 });
  session.hooksRan = true;
  const failure = tearDown(session, record.teardown);
  if (failure !== undefined) throw failure;
}
