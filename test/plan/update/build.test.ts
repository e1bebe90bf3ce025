import { describe, expect, it } from "vitest";
import type { Resources } from "../../../src/config/spec.ts";
import { containerCgroups } from "../../../src/plan/areas/cgroup/paths.ts";
import type { HostStep } from "../../../src/plan/steps.ts";
import { buildUpdate, type UpdateRequest } from "../../../src/plan/update/build.ts";
import { HYBRID, V2 } from "../fixtures/facts.ts";

const NO_RESCTRL: Pick<UpdateRequest, "l3CacheSchema" | "memBwSchema" | "resctrl"> = {
  l3CacheSchema: "",
  memBwSchema: "",
  resctrl: { mount: undefined, features: [], group: undefined, own: "/box" },
};

const RESCTRL = { mount: "/r", features: ["L3", "MB"], group: "/r/gold", own: "/r/box" };

interface Options {
  readonly version?: 1 | 2;
  readonly current?: Readonly<Record<string, string>>;
  readonly change?: Partial<UpdateRequest>;
}

function plan(resources: Resources, { version = 1, current = {}, change = {} }: Options = {}): HostStep[] {
  const facts = version === 1 ? HYBRID : V2;
  const cgroups = containerCgroups("/box", facts, "box");
  return buildUpdate({ resources, ...NO_RESCTRL, ...change }, { ...facts, current }, cgroups);
}

const writes = (steps: readonly HostStep[]): string[] =>
  steps.flatMap((step) => (step.op === "cgroup.write" ? [`${step.file}=${step.value}`] : []));

describe("buildUpdate", () => {
  it("writes what is given, and nothing else", () => {
    expect(plan({})).toEqual([]);
    const [step] = plan({ pids: { limit: 7 } });
    expect(step).toMatchObject({
      op: "cgroup.write",
      from: "/linux/resources/pids/limit",
      file: "pids.max",
      value: "7",
    });
  });

  it("leaves devices alone, and what callers write as 0", () => {
    const given = { devices: [{ allow: true }], pids: { limit: 0 }, cpu: { shares: 0 }, memory: { limit: 0 } };
    expect(plan(given)).toEqual([]);
  });

  it("v2: enables the controllers that it needs", () => {
    const [enable, write] = plan({ pids: { limit: 7 } }, { version: 2 });
    expect(enable).toMatchObject({
      op: "cgroup.enable",
      controllers: ["pids"],
      needed: { pids: "/linux/resources/pids/limit" },
    });
    expect(write).toMatchObject({ op: "cgroup.write", file: "pids.max" });
  });

  it("v2: keeps the period beside a new quota, and the quota beside a new period", () => {
    const current = { "cpu.max": "20000 50000\n" };
    expect(writes(plan({ cpu: { quota: 10_000 } }, { version: 2, current }))).toEqual(["cpu.max=10000 50000"]);
    expect(writes(plan({ cpu: { period: 80_000 } }, { version: 2, current }))).toEqual(["cpu.max=20000 80000"]);
    expect(writes(plan({ cpu: { period: 80_000 } }, { version: 2, current: { "cpu.max": "max 100000\n" } }))).toEqual([
      "cpu.max=max 80000",
    ]);
  });

  it("v2: keeps memory and swap together what they were", () => {
    const current = { "memory.max": "100\n", "memory.swap.max": "50\n" };
    const update = (memory: Resources["memory"] & object) => writes(plan({ memory }, { version: 2, current }));
    expect(update({ limit: 120 })).toEqual(["memory.swap.max=30", "memory.max=120"]);
    expect(update({ swap: 180 })).toEqual(["memory.swap.max=80", "memory.max=100"]);
    expect(() => update({ limit: 151 })).toThrow("must not exceed memory+swap, which is 150");
    expect(update({ limit: -1 })).toEqual(["memory.swap.max=max", "memory.max=max"]);
  });

  it("v2: leaves swap alone where it has no limit", () => {
    const current = { "memory.max": "max\n", "memory.swap.max": "max\n" };
    expect(writes(plan({ memory: { limit: 120 } }, { version: 2, current }))).toEqual(["memory.max=120"]);
  });

  it("says so where the container has no cgroup", () => {
    const facts = HYBRID;
    expect(() =>
      buildUpdate({ resources: { pids: { limit: 1 } }, ...NO_RESCTRL }, { ...facts, current: {} }, []),
    ).toThrow("the container has no cgroup whose limits could be changed");
  });

  it("writes schemata to the group that create made", () => {
    const change = { l3CacheSchema: "L3:0=f", memBwSchema: "MB:0=50", resctrl: RESCTRL };
    expect(plan({}, { change })).toEqual([
      {
        at: "host",
        op: "resctrl.schemata",
        mount: "/r",
        dir: "/r/gold",
        from: "option:--l3-cache-schema",
        lines: ["L3:0=f", "MB:0=50"],
        ifShared: "write",
      },
    ]);
  });

  it("makes a group of its own where create made none", () => {
    const change = { memBwSchema: "MB:0=50", resctrl: { ...RESCTRL, group: undefined } };
    expect(plan({}, { change }).map((step) => [step.op, "dir" in step ? step.dir : ""])).toEqual([
      ["resctrl.create", "/r/box"],
      ["resctrl.schemata", "/r/box"],
      ["resctrl.join", "/r/box"],
    ]);
  });

  it("refuses schemata of what the processor cannot share out", () => {
    const change = { l3CacheSchema: "L3:0=f", resctrl: { ...RESCTRL, features: ["MB"] } };
    expect(() => plan({}, { change })).toThrow("Intel RDT/CAT: l3 cache schema is not enabled");
  });
});
