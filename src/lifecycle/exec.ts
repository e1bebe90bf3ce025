import { rmSync } from "node:fs";
import { RuntimeError } from "../common/errors.ts";
import { execute, runProgram } from "../host/execute.ts";
import type { Session } from "../host/session.ts";
import { identify } from "../state/process.ts";
import type { StateRecord } from "../state/record.ts";
import { statusOf } from "../state/status.ts";
import { hasCode } from "../state/store.ts";
import { becomeMonitor } from "./monitor.ts";
import { type ExecOptions, prepareExec } from "./prepare-exec.ts";
import { recordOf } from "./record-of.ts";
import type { Runtime } from "./runtime.ts";
import { openSession } from "./session.ts";

const SIGKILL = 9;
/** How long one that was killed may take to die, milliseconds. In a paused container it cannot. */
const DEATH = 1_000;

/**
 * Run another process in a container. Detached it returns 0 once the program runs; else this process becomes the monitor, in
 * place, which relays terminal and signals and exits with the program's status.
 */
export function exec(rt: Runtime, options: ExecOptions): number {
  rt.addon.holdSignals(options.detach ? "ending" : "all");
  const record = recordOf(rt, options.id);
  checkStatus(record, options);
  const target = openInit(rt, record);
  const plan = prepareExec(rt, record, options);
  const session = { ...openSession(rt, { record, steps: plan.steps, firstStep: 0 }), save: () => {}, target };
  try {
    execute(session, 0, plan.program);
    runProgram(session, plan.program);
  } catch (error) {
    abandon(session);
    throw error;
  }
  if (options.detach) return 0;
  return becomeMonitor(session, { cgroups: [], stateDir: "", keep: true, engine: undefined });
}

function checkStatus(record: StateRecord, { ignorePaused }: ExecOptions): void {
  const status = statusOf(record);
  if (status === "creating") throw wrongState("cannot exec in a container that is being created");
  if (status === "stopped") throw wrongState("cannot exec in a stopped container: container not running");
  if (status === "paused" && !ignorePaused) {
    throw wrongState("cannot exec in a paused container (use --ignore-paused to override)");
  }
}

function wrongState(message: string): RuntimeError {
  return new RuntimeError("WRONG_STATE", message);
}

/** A pidfd of the container's init, and of no other process that has its pid by now. */
function openInit(rt: Runtime, { pid, startTime }: StateRecord): number {
  let pidfd: number | undefined;
  try {
    pidfd = rt.addon.pidfdOpen(pid);
  } catch (error) {
    if (!hasCode(error, "ESRCH")) throw error;
  }
  if (pidfd !== undefined && identify(pid)?.startTime === startTime) return pidfd;
  throw wrongState("cannot exec in a stopped container: container not running");
}

/** What is not on record dies with its runtime: it is ended here, and what was told of it is taken back. */
function abandon(session: Session): void {
  const { addon, init, pidFile } = session;
  if (init !== undefined) {
    try {
      addon.pidfdSendSignal(init.pidfd, SIGKILL);
    } catch (error) {
      if (!hasCode(error, "ESRCH")) throw error;
    }
    if (addon.pidfdWait(init.pidfd, DEATH)) reap(session, init.pidfd);
  }
  if (pidFile !== undefined) rmSync(pidFile, { force: true });
}

function reap({ addon }: Session, pidfd: number): void {
  try {
    addon.reap(pidfd, false);
  } catch (error) {
    if (!hasCode(error, "ECHILD")) throw error;
  }
}
