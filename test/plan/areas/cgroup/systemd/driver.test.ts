import { describe, expect, it } from "vitest";
import type { Spec } from "../../../../../src/config/spec.ts";
import type { Facts } from "../../../../../src/plan/facts.ts";
import type { Step } from "../../../../../src/plan/steps.ts";
import { planOf, stepsOf } from "../../../fixtures/build.ts";
import { USER_SYSTEMD, V1, V2, withSystemd } from "../../../fixtures/facts.ts";
import { demo, rootless, withLinux } from "../../../fixtures/specs.ts";

function plan(spec: Spec, facts: Facts) {
  return planOf(spec, facts, { cgroupDriver: "systemd" });
}

function indexOf(steps: readonly Step[], op: Step["op"]): number {
  return steps.findIndex((step) => step.op === op);
}

function propertyOf(spec: Spec, facts: Facts, name: string): unknown {
  const [start] = stepsOf(plan(spec, facts), "systemd.startUnit");
  return start?.properties.findLast((property) => property.name === name)?.value;
}

const annotated = (annotations: Record<string, string>): Spec => ({ ...demo(), annotations });

describe("the systemd driver", () => {
  it.each([
    ["v2", demo(), withSystemd(V2)],
    ["v1", demo(), withSystemd(V1)],
    ["a user's", rootless(), USER_SYSTEMD],
  ])("%s: starts the unit with init before any limit is written or namespace joined", (_, spec, facts) => {
    const { create } = plan(spec, facts);
    const start = indexOf(create, "systemd.startUnit");
    expect(start).toBeGreaterThan(indexOf(create, "init.spawn"));
    for (const later of ["cgroup.create", "cgroup.enable", "cgroup.write", "cgroup.devices", "cgroup.enter"] as const) {
      const at = indexOf(create, later);
      if (at >= 0) expect(at, later).toBeGreaterThan(start);
    }
    expect(start).toBeLessThan(create.findIndex(({ at, op }) => at === "init" && op !== "cgroup.enter"));
    expect(stepsOf(plan(spec, facts), "systemd.startUnit")[0]?.adopt).toBe("init");
  });

  it("stops the unit when init is dead, before its cgroups go", () => {
    const { teardown } = plan(demo(), withSystemd(V1));
    const ops = teardown.map(({ op }) => op);
    expect(ops.slice(0, 3)).toEqual(["init.kill", "systemd.stopUnit", "cgroup.remove"]);
    expect(ops.filter((op) => op === "cgroup.remove")).toHaveLength(V1.cgroup.hierarchies.length);
  });

  it("v2: leaves the cgroup and init's way into it to systemd", () => {
    const created = plan(demo(), withSystemd(V2));
    expect(stepsOf(created, "cgroup.create")).toEqual([]);
    expect(stepsOf(created, "cgroup.join")).toEqual([]);
    expect(stepsOf(created, "systemd.startUnit")[0]?.cgroups).toEqual([
      { dir: "/sys/fs/cgroup/system.slice/caisson-demo.scope", controllers: [] },
    ]);
  });

  it("v1: does the same in every hierarchy but systemd's own", () => {
    const created = plan(demo(), withSystemd(V1));
    const others = V1.cgroup.hierarchies.filter(({ mount }) => mount !== "/sys/fs/cgroup/systemd");
    const dirs = others.map(({ mount }) => `${mount}/system.slice/caisson-demo.scope`);
    expect(stepsOf(created, "cgroup.create").map(({ dir }) => dir)).toEqual(dirs);
    expect(stepsOf(created, "cgroup.enter").map(({ dir }) => dir)).toEqual(dirs);
    expect(stepsOf(created, "systemd.startUnit")[0]?.cgroups).toEqual([
      { dir: "/sys/fs/cgroup/systemd/system.slice/caisson-demo.scope", controllers: ["name=systemd"] },
    ]);
  });

  it("a slice has no processes of systemd's: init goes there as into any cgroup", () => {
    const spec = withLinux(demo(), { cgroupsPath: "a.slice::a-b.slice" });
    const created = plan(spec, withSystemd(V2));
    expect(stepsOf(created, "systemd.startUnit")[0]).toMatchObject({ unit: "a-b.slice", adopt: "nothing" });
    expect(stepsOf(created, "cgroup.join").map(({ dir }) => dir)).toEqual(["/sys/fs/cgroup/a.slice/a-b.slice"]);
    expect(propertyOf(spec, withSystemd(V2), "Delegate")).toBeUndefined();
    expect(propertyOf(spec, withSystemd(V2), "Wants")).toEqual(["a.slice"]);
  });

  it("gives limits with the unit, but on processes only when init has forked", () => {
    expect(propertyOf(demo(), withSystemd(V2), "MemoryMax")).toBe("67108864");
    expect(propertyOf(demo(), withSystemd(V2), "TasksMax")).toBe("64");
    const forking = withLinux(demo(), { namespaces: ["pid", "mount", "time"].map((type) => ({ type })) });
    expect(propertyOf(forking, withSystemd(V2), "TasksMax")).toBeUndefined();
    const { create } = plan(forking, withSystemd(V2));
    expect(indexOf(create, "systemd.setProperties")).toBeGreaterThan(indexOf(create, "init.fork"));
    expect(stepsOf(plan(forking, withSystemd(V2)), "systemd.setProperties")[0]).toMatchObject({
      from: "/linux/resources/pids/limit",
      properties: [{ name: "TasksMax", value: "64" }],
    });
  });

  it("gives devices to whoever may", () => {
    expect(propertyOf(demo(), withSystemd(V2), "DevicePolicy")).toBe("strict");
    expect(propertyOf(rootless(), USER_SYSTEMD, "DevicePolicy")).toBeUndefined();
  });

  it("takes properties from annotations, behind its own and at their place", () => {
    const spec = annotated({
      "org.systemd.property.TimeoutStopUSec": "uint64 5",
      "org.systemd.property.RuntimeMaxSec": "2",
      "org.systemd.property.CollectMode": "'inactive'",
      "org.systemd.property.JobTimeoutSec": "0.5",
      "org.other": "x",
    });
    const seen = (name: string) => propertyOf(spec, withSystemd(V2), name);
    expect(["TimeoutStopUSec", "RuntimeMaxUSec", "CollectMode", "JobTimeoutUSec"].map(seen)).toEqual([
      "5",
      "2000000",
      "inactive",
      "500000",
    ]);
    const [start] = stepsOf(plan(spec, withSystemd(V2)), "systemd.startUnit");
    const places = start?.properties.filter(({ from }) => from.startsWith("/annotations/")).map(({ from }) => from);
    expect(places?.[0]).toBe("/annotations/org.systemd.property.TimeoutStopUSec");
    expect(stepsOf(planOf(spec, V2), "cgroup.create")).not.toEqual([]);
  });

  it.each([
    ["TimeoutStopUSec", "5 seconds", "value parse error"],
    ["TimeoutStopSec", "'5'", "value parse error"],
    ["TimeoutStopSec", "-5", "value parse error"],
    ["TimeoutStopSec", "uint64 18446744073709551615", "value parse error"],
    ["X1", "5", "name incorrect"],
    ["", "5", "name incorrect"],
    ["PIDs", "[uint32 1]", "the runtime itself sets PIDs"],
    ["Slice", "'a.slice'", "the runtime itself sets Slice"],
  ])("refuses the annotation %s=%s", (name, value, message) => {
    const key = `org.systemd.property.${name}`;
    const make = () => plan(annotated({ [key]: value }), withSystemd(V2));
    expect(make).toThrow(message);
    expect(make).toThrow(expect.objectContaining({ code: "CONFIG_INVALID", from: `/annotations/${key}` }));
    expect(() => planOf(annotated({ [key]: value }), V2)).not.toThrow();
  });
});
