/** The constraints of a restore's order. */
import { describe, expect, it } from "vitest";
import type { Spec } from "../../src/config/spec.ts";
import type { Facts } from "../../src/plan/facts.ts";
import { planText } from "../../src/plan/print.ts";
import { buildRestorePlan } from "../../src/plan/restore.ts";
import type { ContainerPlan, Step } from "../../src/plan/steps.ts";
import { everything } from "./fixtures/everything.ts";
import { HYBRID, REQUEST, V1, V2 } from "./fixtures/facts.ts";
import { RESTORE } from "./fixtures/restore.ts";
import * as specs from "./fixtures/specs.ts";

function planOf(spec: Spec, facts: Facts): ContainerPlan {
  const request = { ...REQUEST, pidFile: "/run/demo.pid", consoleSocket: "/run/console.sock" };
  return buildRestorePlan(specs.resolved(spec), facts, { request, restore: RESTORE });
}

const CASES: Readonly<Record<string, readonly [Spec, Facts]>> = {
  restored: [specs.terminal(), HYBRID],
  "restored-v2": [specs.joining(), V2],
};

describe("restore plans", () => {
  it.each(Object.entries(CASES))("%s", async (name, [spec, facts]) => {
    await expect(planText(planOf(spec, facts))).toMatchFileSnapshot(`golden/${name}.txt`);
  });
});

describe("the order of a restore", () => {
  const { create } = planOf(everything(), V1);
  const at = (match: (step: Step) => boolean): number => create.findIndex(match);
  const op = (name: Step["op"]): number => at((step) => step.op === name);
  const hook = (event: string): number => at((step) => step.op === "hook.run" && step.event === event);

  it("has one run of init's steps, which ends with criu", () => {
    const first = at((step) => step.at === "init");
    const last = create.findLastIndex((step) => step.at === "init");
    expect(create.slice(first, last + 1).every((step) => step.at === "init")).toBe(true);
    expect(create[last]).toMatchObject({ op: "exec", args: ["/usr/sbin/criu", "swrk", "3"] });
  });

  it("puts criu into the cgroups, and limits the number of processes when criu has done", () => {
    expect(op("cgroup.enter")).toBeLessThan(op("exec"));
    const pids = at((step) => step.op === "cgroup.write" && step.file === "pids.max");
    const memory = at((step) => step.op === "cgroup.write" && step.file === "memory.limit_in_bytes");
    expect(memory).toBeLessThan(op("exec"));
    expect(pids).toBeGreaterThan(op("criu.complete"));
  });

  it("makes the mount points, and takes all that it mounted away before the root that criu gets", () => {
    const roots = create.flatMap((step) => (step.op === "rootfs.open" ? [step.place] : []));
    expect(roots).toEqual(["/bundle/rootfs", `${REQUEST.stateDir}/rootfs`]);
    const mounts = create.findLastIndex((step) => step.op.startsWith("mount."));
    expect(mounts).toBeLessThan(op("rootfs.close"));
    expect(op("rootfs.close")).toBeLessThan(create.findLastIndex((step) => step.op === "rootfs.open"));
  });

  it("runs the hooks that a new container has, while it has namespaces and nothing more", () => {
    for (const event of ["prestart", "createRuntime"]) {
      expect(hook(event)).toBeGreaterThan(op("criu.restore"));
      expect(hook(event)).toBeLessThan(op("criu.complete"));
    }
    for (const event of ["createContainer", "startContainer", "poststart"]) expect(hook(event)).toBe(-1);
  });

  it("tells the caller, and records that it runs, before it runs", () => {
    for (const name of ["pidfile.write", "state.running"] as const) {
      expect(op(name)).toBeGreaterThan(op("criu.complete"));
      expect(op(name)).toBeLessThan(op("criu.resume"));
    }
    expect(op("criu.resume")).toBe(create.length - 1);
  });
});
