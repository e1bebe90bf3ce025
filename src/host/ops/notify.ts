/** Readiness, from the container to the caller's service manager (sd_notify(3)). */
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import type { HostStep } from "../../plan/steps.ts";
import { hostFailure } from "../failure.ts";
import { initOf, type Session } from "../session.ts";

type Step<Op> = Extract<HostStep, { op: Op }>;

/** Everybody may enter, whom the container shows it: the state directory around it is closed. */
export function createNotifyDirectory(step: Step<"notify.create">): void {
  mkdirSync(step.dir);
  chmodSync(step.dir, 0o755);
}

/**
 * The address is that of who starts the container, whoever created it. A manager that cannot be reached is no reason
 * not to run the container: it finds out by itself that nobody speaks to it.
 */
export function listenForReadiness(step: Step<"notify.listen">, session: Session): void {
  const { addon, notifySocket } = session;
  if (notifySocket === undefined) return;
  let manager: number;
  try {
    manager = addon.notifyConnect(notifySocket);
  } catch (error) {
    session.warn(`${hostFailure(step, error).message}: ${notifySocket}`, step.from);
    return;
  }
  // of a start that was killed
  rmSync(`${step.dir}/${step.name}`, { force: true });
  session.readiness = { socket: addon.notifyListen(step.dir, step.name), manager };
}

/** Returns when the manager has heard of it, or the container has ended. */
export function forwardReadiness(step: Step<"notify.forward">, session: Session): void {
  const { addon, readiness } = session;
  if (readiness === undefined || step.by === "monitor") return;
  session.readiness = undefined;
  letLockGo(session);
  const { pid, pidfd } = initOf(session);
  try {
    addon.notifyForward({ ...readiness, pidfd, mainPid: pid });
  } catch (error) {
    if (addon.pendingSignal() !== 0) throw error;
    // the container runs, whoever knows of it
    session.warn(hostFailure(step, error).message, step.from);
  }
}

/** It may take the container's whole life: whoever wants to pause or delete it must not wait for this. */
function letLockGo(session: Session): void {
  if (session.lock >= 0) session.addon.close(session.lock);
  session.lock = -1;
}
