import { describe, expect, it } from "vitest";
import { hintFor } from "../../src/host/hints.ts";
import type { HostStep, Step } from "../../src/plan/steps.ts";

const scheduler = (policy: string): HostStep => ({
  ...{ at: "host", op: "scheduler.set", from: "/process/scheduler", policy },
  ...{ flags: [], nice: 0, priority: 0, runtime: 0n, deadline: 0n, period: 0n },
});

describe("hints for schedulers", () => {
  it.each([
    ["SCHED_FIFO", "EPERM", "realtimeRuntime"],
    ["SCHED_RR", "EPERM", "realtimeRuntime"],
    ["SCHED_DEADLINE", "EPERM", "all processors"],
    ["SCHED_OTHER", "EPERM", "CAP_SYS_NICE"],
    ["SCHED_ISO", "EINVAL", "no version of it"],
    ["SCHED_DEADLINE", "EINVAL", "sched_deadline_period"],
    ["SCHED_DEADLINE", "EBUSY", "too little time"],
    ["SCHED_OTHER", "EOPNOTSUPP", "CONFIG_UCLAMP_TASK"],
  ])("%s and %s", (policy, errno, words) => {
    expect(hintFor(scheduler(policy), errno)).toContain(words);
  });

  it("say nothing of what they do not know", () => {
    expect(hintFor(scheduler("SCHED_OTHER"), "ESRCH")).toBeUndefined();
  });
});

describe("hints for capabilities", () => {
  it("say whose they have to be", () => {
    const none = { permitted: 0n, effective: 0n, inheritable: 0n, ambient: 0n };
    const step: Step = { at: "init", op: "capabilities.set", from: "/process/capabilities", ...none };
    expect(hintFor(step, "EPERM")).toContain("CapPrm");
  });
});
