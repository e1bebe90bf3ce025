import { describe, expect, it } from "vitest";
import type { Linux } from "../../../src/config/spec.ts";
import type { ContainerPlan } from "../../../src/plan/steps.ts";
import { planWithLinux } from "../fixtures/build.ts";
import { HYBRID } from "../fixtures/facts.ts";

type Rdt = NonNullable<Linux["intelRdt"]>;

/** `op dir` of the steps, with what they say beside. */
function words(steps: ContainerPlan["create"]): string[] {
  return steps.flatMap((step) => {
    if (step.op === "resctrl.create") return [`create ${step.dir} ${step.ifPresent} ${step.ifMissing}`];
    if (step.op === "resctrl.schemata") return [`schemata ${step.dir} ${step.lines.join(" ")} (${step.from})`];
    if (step.op === "resctrl.join") return [`join ${step.dir}`];
    return step.op === "resctrl.remove" ? [`${step.ifCreated} ${step.dir}`] : [];
  });
}

function rdtSteps(intelRdt: Rdt): { create: string[]; teardown: string[] } {
  const plan = planWithLinux({ intelRdt });
  return { create: words(plan.create), teardown: words(plan.teardown) };
}

const ROOT = "/sys/fs/resctrl";

describe("intelRdt", () => {
  it("makes a group of the container's own where no class is named, and removes it", () => {
    expect(rdtSteps({ memBwSchema: "MB:0=20" })).toEqual({
      create: [
        `create ${ROOT}/demo fail create`,
        `schemata ${ROOT}/demo MB:0=20 (/linux/intelRdt/memBwSchema)`,
        `join ${ROOT}/demo`,
      ],
      teardown: [`remove ${ROOT}/demo`],
    });
  });

  it("makes a named class with schemata where it is missing, and leaves it", () => {
    expect(rdtSteps({ closID: "gold", schemata: ["L3:0=f"] })).toEqual({
      create: [
        `create ${ROOT}/gold use create`,
        `schemata ${ROOT}/gold L3:0=f (/linux/intelRdt/schemata/0)`,
        `join ${ROOT}/gold`,
      ],
      teardown: [`keep ${ROOT}/gold`],
    });
  });

  it("wants a named class without schemata to be there, and writes none", () => {
    expect(rdtSteps({ closID: "gold" }).create).toEqual([`create ${ROOT}/gold use fail`, `join ${ROOT}/gold`]);
  });

  it("takes / for the default class", () => {
    expect(rdtSteps({ closID: "/" }).create).toEqual([`create ${ROOT} use fail`, `join ${ROOT}`]);
  });

  it("writes L3 first, then bandwidth, then the rest", () => {
    const rdt = { schemata: ["L2:0=1", "SMBA:0=2"], memBwSchema: "MB:0=20", l3CacheSchema: "L3:0=f" };
    expect(rdtSteps(rdt).create[1]).toBe(`schemata ${ROOT}/demo L3:0=f MB:0=20 L2:0=1 SMBA:0=2 (/linux/intelRdt)`);
  });

  it("monitors in a group of the container's own, inside of its class, whose end comes first", () => {
    expect(rdtSteps({ closID: "gold", enableMonitoring: true })).toEqual({
      create: [
        `create ${ROOT}/gold use fail`,
        `join ${ROOT}/gold`,
        `create ${ROOT}/gold/mon_groups/demo fail create`,
        `join ${ROOT}/gold/mon_groups/demo`,
      ],
      teardown: [`remove ${ROOT}/gold/mon_groups/demo`, `keep ${ROOT}/gold`],
    });
  });

  it("refuses all of it where resctrl is not mounted", () => {
    const refused = expect.objectContaining({
      code: "UNSUPPORTED_HOST",
      from: "/linux/intelRdt",
      message: "linux.intelRdt is set, but no resctrl file system is mounted",
    });
    for (const intelRdt of [{}, { closID: "gold" }, { enableMonitoring: true }]) {
      expect(() => planWithLinux({ intelRdt }, { ...HYBRID, resctrl: undefined })).toThrowError(refused);
    }
  });

  it("touches no resctrl without the field", () => {
    const plan = planWithLinux({}, { ...HYBRID, resctrl: undefined });
    expect([...words(plan.create), ...words(plan.teardown)]).toEqual([]);
  });
});
