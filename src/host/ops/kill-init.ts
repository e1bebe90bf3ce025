import { RuntimeError } from "../../common/errors.ts";
import type { HostStep } from "../../plan/steps.ts";
import { bootId, identify } from "../../state/process.ts";
import { hasCode } from "../../state/store.ts";
import { thawTree } from "../cgroup/freezer.ts";
import { killEverything } from "../cgroup/signal.ts";
import type { Session } from "../session.ts";

const SIGKILL = 9;
/** How long a killed init may take to die, milliseconds. */
const PATIENCE = 10_000;

/** End init, and everything else of the container where no PID namespace does it; hooks under way too. */
export function killInit(step: Extract<HostStep, { op: "init.kill" }>, session: Session): void {
  const record = session.record();
  for (const hook of record.hooks) killHook(hook.pid, hook.startTime);
  killRecorded(step, session);
  // without a PID namespace of its own init's death ends nothing else
  if (!record.ownPidNamespace) killEverything(record);
}

function killRecorded(step: Extract<HostStep, { op: "init.kill" }>, session: Session): void {
  const { addon } = session;
  const { pid, startTime, freezer } = session.record();
  const pidfd = pid === 0 ? undefined : openIfSame(session, pid, startTime);
  if (pidfd === undefined) return;
  signal(session, pidfd);
  // a frozen process takes the signal only once it is thawed, and init dies after all others of its namespace
  if (freezer !== undefined) thawIfThere(freezer);
  if (!addon.pidfdWait(pidfd, PATIENCE)) {
    throw new RuntimeError("CLEANUP_FAILED", `init (pid ${pid}) does not die of SIGKILL`, {
      from: step.from,
      hint: "it hangs in the kernel; see /proc/PID/stack, and try again later",
    });
  }
  reapIfOurs(session, pidfd);
  addon.close(pidfd);
}

/** A create that fails may not have made it, nor have a descriptor left to open it; an init that stays frozen is told of. */
function thawIfThere(freezer: string): void {
  try {
    thawTree(freezer);
  } catch {
    // init's death, or its absence, says whether it mattered
  }
}

/** A pidfd of the process, unless the pid belongs to another one by now. */
function openIfSame(session: Session, pid: number, startTime: string): number | undefined {
  let pidfd: number;
  try {
    pidfd = session.addon.pidfdOpen(pid);
  } catch (error) {
    if (hasCode(error, "ESRCH") || hasCode(error, "EINVAL")) return undefined;
    throw error;
  }
  const now = identify(pid);
  if (now !== undefined && now.startTime === startTime && session.record().bootId === bootId()) return pidfd;
  session.addon.close(pidfd);
  return undefined;
}

function signal(session: Session, pidfd: number): void {
  try {
    session.addon.pidfdSendSignal(pidfd, SIGKILL);
  } catch (error) {
    if (!hasCode(error, "ESRCH")) throw error;
  }
}

function reapIfOurs(session: Session, pidfd: number): void {
  try {
    session.addon.reap(pidfd, false);
  } catch (error) {
    if (!hasCode(error, "ECHILD")) throw error;
  }
}

function killHook(pid: number, startTime: string): void {
  if (identify(pid)?.startTime !== startTime) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if (!hasCode(error, "ESRCH")) throw error;
  }
}
