import { RuntimeError } from "../common/errors.ts";
import { awaitExec, executeHostStep } from "../host/execute.ts";
import { openGate } from "../host/ops/gate.ts";
import type { Session } from "../host/session.ts";
import { lockOrFail } from "../state/lock.ts";
import type { StateRecord } from "../state/record.ts";
import { statusOf } from "../state/status.ts";
import { hasCode } from "../state/store.ts";
import { recordOf } from "./record-of.ts";
import type { Runtime } from "./runtime.ts";
import { openSession } from "./session.ts";
import { tearDown } from "./teardown.ts";

/** Another start or delete may hold the lock this long, milliseconds. */
const PATIENCE = 10_000;

const STOPPED = "cannot start a container that has stopped";

/** Let the program of a created container run. Returns once it does; throws what init reports if it does not. */
export function start(rt: Runtime, id: string): void {
  recordOf(rt, id);
  const lock = lockOrFail(rt.addon, { root: rt.root, id, patience: PATIENCE });
  const record = recordOf(rt, id);
  checkStatus(record);
  warnOfSilence(rt, record);
  const session = openSession(rt, {
    record,
    steps: record.fromGate,
    firstStep: record.gate,
    lock,
  });
  try {
    startCreated(session);
  } catch (error) {
    // runtime-spec runtime.md "Lifecycle": a startContainer or poststart hook that fails stops and destroys the container
    if (isHookFailure(error)) tearDown(session, record.teardown);
    throw error;
  }
}

/** The part that run shares: open the gate, wait for exec, do the host's steps behind it. */
export function startCreated(session: Session): void {
  const record = session.record();
  checkProcess(record);
  if (session.init === undefined) session.init = { pid: record.pid, pidfd: openInit(session, record.pid) };
  session.hooksRan = true;
  openGate(session);
  awaitExec(session, record.gate);
  const last = record.fromGate.findLastIndex((step) => step.at === "init");
  for (const step of record.fromGate.slice(last + 1)) if (step.at === "host") executeHostStep(step, session);
}

/** The container has no socket to speak to: that is made by create. */
function warnOfSilence(rt: Runtime, record: StateRecord): void {
  const { notifySocket } = rt.activation;
  if (notifySocket === undefined || record.fromGate.some((step) => step.op === "notify.listen")) return;
  rt.warn(`NOTIFY_SOCKET is ${notifySocket}, but it was not set for create: nobody will tell it of readiness`);
}

/** It may have died since its status was looked at. */
function openInit(session: Session, pid: number): number {
  try {
    return session.addon.pidfdOpen(pid);
  } catch (error) {
    if (!hasCode(error, "ESRCH")) throw error;
    throw new RuntimeError("WRONG_STATE", STOPPED, { cause: error });
  }
}

function isHookFailure(error: unknown): boolean {
  return error instanceof RuntimeError && error.code === "HOOK_FAILED";
}

function checkStatus(record: StateRecord): void {
  const status = statusOf(record);
  if (status === "created") return;
  const why = {
    creating: "cannot start a container that is being created",
    running: "cannot start an already running container",
    paused: "cannot start a paused container",
    stopped: STOPPED,
  }[status];
  throw new RuntimeError("WRONG_STATE", why);
}

/** runtime-spec config.md "Process": it may be absent until start. */
function checkProcess({ hasProcess }: StateRecord): void {
  if (hasProcess) return;
  throw new RuntimeError("WRONG_STATE", "cannot start a container whose config.json has no process", {
    from: "/process",
  });
}
