import { IO_PRIORITY_CLASSES, SCHEDULER_FLAGS, SCHEDULER_POLICIES } from "../../native/scheduling.ts";
import type { HostStep } from "../../plan/steps.ts";
import { initOf, type Session } from "../session.ts";

/** sched_setattr(2) of init. */
export function setScheduler(step: Extract<HostStep, { op: "scheduler.set" }>, session: Session): void {
  const { nice, priority, runtime, deadline, period } = step;
  session.addon.setScheduler(initOf(session).pid, {
    policy: numberOf(SCHEDULER_POLICIES, step.policy),
    flags: step.flags.reduce((bits, flag) => bits | numberOf(SCHEDULER_FLAGS, flag), 0),
    nice,
    priority,
    runtime,
    deadline,
    period,
  });
}

/** ioprio_set(2) of the process group that init leads and is alone in. */
export function setIoPriority(step: Extract<HostStep, { op: "ioPriority.set" }>, session: Session): void {
  session.addon.setIoPriority(initOf(session).pid, numberOf(IO_PRIORITY_CLASSES, step.class), step.priority);
}

export function setAffinity(step: Extract<HostStep, { op: "affinity.set" }>, session: Session): void {
  session.addon.setAffinity(initOf(session).pid, step.cpus);
}

function numberOf(numbers: Readonly<Record<string, number>>, name: string): number {
  const number = numbers[name];
  if (number === undefined) throw new Error(`${name} has no number`);
  return number;
}
