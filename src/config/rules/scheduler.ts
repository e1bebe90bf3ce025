import { pointer } from "../../common/pointer.ts";
import type { Scheduler } from "../spec.ts";
import { type Draft, each, type Findings, type Tolerant } from "./draft.ts";

const AT = "/process/scheduler";
const TIMES = ["runtime", "deadline", "period"] as const;
/** Below DL_SCALE of kernel/sched/sched.h a runtime counts as none. */
const SHORTEST_RUNTIME = 1024;
/** __checkparam_dl of kernel/sched/deadline.c uses the highest bit itself. */
const LONGEST = 2n ** 63n - 1n;

type Given = Tolerant<Scheduler>;

/** sched_setattr(2): which value goes with which policy. Some of it the kernel would clamp or drop without a word. */
export function checkScheduler(spec: Draft, findings: Findings): void {
  const scheduler = spec.process?.scheduler;
  if (scheduler?.policy === undefined) return;
  checkNice(scheduler, findings);
  checkPriority(scheduler, findings);
  checkFlags(scheduler, findings);
  if (scheduler.policy === "SCHED_DEADLINE") {
    checkTimes(scheduler, findings);
    checkForks(spec, scheduler, findings);
  } else refuseTimes(scheduler, findings);
}

function checkNice({ policy, nice = 0 }: Given, { problems, warnings }: Findings): void {
  const place = pointer(AT, "nice");
  if (policy === "SCHED_OTHER" || policy === "SCHED_BATCH") {
    if (nice >= -20 && nice <= 19) return;
    problems.push({ pointer: place, message: "is out of range", found: String(nice), allowed: "-20 to 19" });
  } else if (nice !== 0) {
    warnings.push({ pointer: place, message: `has no effect with ${policy}`, found: String(nice) });
  }
}

function checkPriority({ policy, priority = 0 }: Given, { problems }: Findings): void {
  const realTime = policy === "SCHED_FIFO" || policy === "SCHED_RR";
  if (realTime ? priority >= 1 && priority <= 99 : priority === 0) return;
  problems.push({
    pointer: pointer(AT, "priority"),
    message: realTime ? `is out of range for ${policy}` : "is for SCHED_FIFO and SCHED_RR alone",
    found: String(priority),
    allowed: realTime ? "1 to 99" : "0",
  });
}

function checkFlags({ policy, flags }: Given, { warnings }: Findings): void {
  each(flags, (flag, index) => {
    const place = pointer(AT, "flags", index);
    if (flag === "SCHED_FLAG_UTIL_CLAMP_MIN" || flag === "SCHED_FLAG_UTIL_CLAMP_MAX") {
      warnings.push({ pointer: place, message: "clamps to 0: the spec has no field for the value", found: flag });
    } else if (flag === "SCHED_FLAG_RECLAIM" || flag === "SCHED_FLAG_DL_OVERRUN") {
      if (policy === "SCHED_DEADLINE") return;
      warnings.push({ pointer: place, message: "has no effect without SCHED_DEADLINE", found: flag });
    }
  });
}

function refuseTimes(scheduler: Given, { problems }: Findings): void {
  for (const time of TIMES) {
    const value = scheduler[time];
    if (value === undefined || BigInt(value) === 0n) continue;
    problems.push({
      pointer: pointer(AT, time),
      message: "is for SCHED_DEADLINE alone",
      found: String(value),
      allowed: "0",
    });
  }
}

/** runtime ≤ deadline ≤ period; a period of 0 is the deadline's (sched(7) "SCHED_DEADLINE"). */
function checkTimes(scheduler: Given, { problems }: Findings): void {
  const { runtime = 0, deadline = 0, period = 0 } = scheduler;
  const refuse = (time: (typeof TIMES)[number], message: string, allowed: string): void => {
    problems.push({ pointer: pointer(AT, time), message, found: String(scheduler[time] ?? 0), allowed });
  };
  if (runtime < SHORTEST_RUNTIME) refuse("runtime", "is too short", `at least ${SHORTEST_RUNTIME} nanoseconds`);
  else if (deadline < runtime) refuse("deadline", "is before the runtime is over", `at least ${runtime}`);
  else if (deadline > LONGEST) refuse("deadline", "is too long", `at most ${LONGEST}`);
  else if (BigInt(period) === 0n) return;
  else if (period < deadline) refuse("period", "is over before the deadline", `at least ${deadline}, or 0`);
  else if (period > LONGEST) refuse("period", "is too long", `at most ${LONGEST}`);
}

/**
 * sched(7): a process with a deadline cannot fork, nor make a thread; startContainer hooks and who hands out a seccomp
 * listener are children of the one that becomes the container's process.
 */
function checkForks({ hooks, linux }: Draft, { flags }: Given, { problems }: Findings): void {
  if (flags?.includes("SCHED_FLAG_RESET_ON_FORK")) return;
  const hooked = (hooks?.startContainer?.length ?? 0) > 0;
  const who = hooked
    ? "/hooks/startContainer"
    : linux?.seccomp?.listenerPath
      ? "/linux/seccomp/listenerPath"
      : undefined;
  if (who === undefined) return;
  problems.push({
    pointer: AT,
    message: `leaves ${who} no process to run in: with SCHED_DEADLINE none can be forked`,
    allowed: "SCHED_FLAG_RESET_ON_FORK in flags",
  });
}
