import { describe, expect, it } from "vitest";
import { type Changes, CLEAN, outcome } from "../configs/change.ts";

const AT = "/process/scheduler";
const with_ = (scheduler: object, more: Changes = {}): Changes => ({ [AT]: scheduler, ...more });
const DEADLINE = { policy: "SCHED_DEADLINE", runtime: 1024, deadline: 2000, period: 3000 };
const HOOK: Changes = { "/hooks/startContainer": [{ path: "/hook" }] };

const refused: readonly [object, string][] = [
  [{}, `${AT}/policy is required, but missing`],
  [{ policy: "SCHED_LATE" }, `${AT}/policy is not one of the values that the spec knows`],
  [{ policy: "SCHED_OTHER", nice: 20 }, `${AT}/nice is out of range`],
  [{ policy: "SCHED_BATCH", nice: -21 }, `${AT}/nice is out of range`],
  [{ policy: "SCHED_OTHER", priority: 1 }, `${AT}/priority is for SCHED_FIFO and SCHED_RR alone`],
  [{ policy: "SCHED_FIFO" }, `${AT}/priority is out of range for SCHED_FIFO`],
  [{ policy: "SCHED_RR", priority: 100 }, `${AT}/priority is out of range for SCHED_RR`],
  [{ policy: "SCHED_IDLE", runtime: 1 }, `${AT}/runtime is for SCHED_DEADLINE alone`],
  [{ policy: "SCHED_IDLE", deadline: 2n ** 64n - 1n }, `${AT}/deadline is for SCHED_DEADLINE alone`],
  [{ policy: "SCHED_FIFO", priority: 1, period: 1 }, `${AT}/period is for SCHED_DEADLINE alone`],
  [{ ...DEADLINE, runtime: 1023 }, `${AT}/runtime is too short`],
  [{ policy: "SCHED_DEADLINE" }, `${AT}/runtime is too short`],
  [{ ...DEADLINE, deadline: 1023 }, `${AT}/deadline is before the runtime is over`],
  [{ ...DEADLINE, deadline: 2n ** 63n }, `${AT}/deadline is too long`],
  [{ ...DEADLINE, period: 1999 }, `${AT}/period is over before the deadline`],
  [{ ...DEADLINE, period: 2n ** 63n }, `${AT}/period is too long`],
  [{ policy: "SCHED_OTHER", flags: ["SCHED_FLAG_ALL"] }, `${AT}/flags/0 is not one of the values that the spec knows`],
];

describe("scheduler", () => {
  it.each(refused)("refuses %s", (scheduler, problem) => {
    expect(outcome(with_(scheduler))).toEqual({ problems: [problem], warnings: [] });
  });

  it.each([
    { policy: "SCHED_OTHER", nice: -20 },
    { policy: "SCHED_BATCH", nice: 19, runtime: 0 },
    { policy: "SCHED_ISO" },
    { policy: "SCHED_RR", priority: 99, flags: ["SCHED_FLAG_RESET_ON_FORK", "SCHED_FLAG_KEEP_PARAMS"] },
    { ...DEADLINE, period: 0, flags: ["SCHED_FLAG_RECLAIM", "SCHED_FLAG_DL_OVERRUN"] },
    { ...DEADLINE, deadline: 2n ** 63n - 1n, period: 2n ** 63n - 1n },
  ])("accepts %s", (scheduler) => {
    expect(outcome(with_(scheduler))).toEqual(CLEAN);
  });

  it("warns of what the kernel would drop without a word", () => {
    const flags = ["SCHED_FLAG_RECLAIM", "SCHED_FLAG_UTIL_CLAMP_MAX"];
    expect(outcome(with_({ policy: "SCHED_IDLE", nice: 3, flags })).warnings).toEqual([
      `${AT}/nice has no effect with SCHED_IDLE`,
      `${AT}/flags/0 has no effect without SCHED_DEADLINE`,
      `${AT}/flags/1 clamps to 0: the spec has no field for the value`,
    ]);
  });

  it("refuses hooks that a deadline would leave no process", () => {
    expect(outcome(with_(DEADLINE, HOOK)).problems).toHaveLength(1);
    expect(outcome(with_({ ...DEADLINE, flags: ["SCHED_FLAG_RESET_ON_FORK"] }, HOOK))).toEqual(CLEAN);
    expect(outcome(with_({ policy: "SCHED_IDLE" }, HOOK))).toEqual(CLEAN);
  });
});

describe("ioPriority", () => {
  it("has a class and a priority of 0 to 7", () => {
    const problems = (value: object) => outcome({ "/process/ioPriority": value }).problems;
    expect(problems({ class: "IOPRIO_CLASS_IDLE", priority: 7 })).toEqual([]);
    expect(problems({ class: "IOPRIO_CLASS_BE", priority: 8 })).toEqual(["/process/ioPriority/priority is too large"]);
    expect(problems({ class: "IOPRIO_CLASS_BE", priority: -1 })).toEqual(["/process/ioPriority/priority is too small"]);
    expect(problems({ class: "best" })).toHaveLength(2);
  });
});
