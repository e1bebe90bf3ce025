import { describe, expect, it } from "vitest";
import type { Resources } from "../../../src/config/spec.ts";
import { containerCgroups } from "../../../src/plan/areas/cgroup/paths.ts";
import type { Facts } from "../../../src/plan/facts.ts";
import { buildUpdate } from "../../../src/plan/update/build.ts";
import type { Current } from "../../../src/plan/update/order.ts";
import { V1, V2 } from "../fixtures/facts.ts";

const UNIT = { manager: "system", name: "box-web.scope", version: 252 } as const;
const RESCTRL = { mount: undefined, features: [], group: undefined, own: "" };

/** `file = value`, and properties of the unit, in order. */
function update(resources: Resources, facts: Facts, current: Current = {}, driver = "systemd") {
  const request = { resources, l3CacheSchema: "", memBwSchema: "", resctrl: RESCTRL };
  const unit = driver === "systemd" ? UNIT : undefined;
  const steps = buildUpdate(request, { ...facts, current, unit }, containerCgroups("/web", facts, "web"));
  return steps.flatMap((step) => {
    if (step.op === "cgroup.write") return [`${step.file} = ${step.value}`];
    if (step.op !== "systemd.setProperties") return [];
    return [`${step.unit} ${step.properties.map(({ name, value }) => `${name}=${String(value)}`).join(" ")}`];
  });
}

describe("update under systemd's driver", () => {
  it("gives the unit what the kernel has taken", () => {
    expect(update({ memory: { limit: 5_000_000 }, pids: { limit: 7 } }, V2)).toEqual([
      "memory.max = 5000000",
      "pids.max = 7",
      "box-web.scope MemoryMax=5000000 TasksMax=7",
    ]);
  });

  it("writes a quota again, which systemd rounds", () => {
    const current = { "cpu.max": "max 50000" };
    expect(update({ cpu: { quota: 12_345 } }, V2, current)).toEqual([
      "cpu.max = 12345 50000",
      "box-web.scope CPUQuotaPeriodUSec=50000 CPUQuotaPerSecUSec=250000",
      "cpu.max = 12345 50000",
    ]);
  });

  it("v1: the period that stays counts as well", () => {
    const current = { "cpu.cfs_period_us": "50000", "cpu.cfs_quota_us": "-1" };
    expect(update({ cpu: { quota: 25_000 } }, V1, current)).toEqual([
      "cpu.cfs_quota_us = 25000",
      "box-web.scope CPUQuotaPeriodUSec=50000 CPUQuotaPerSecUSec=500000",
      "cpu.cfs_quota_us = 25000",
    ]);
  });

  it("says nothing to systemd of what it has no word for", () => {
    const steps = update({ hugepageLimits: [{ pageSize: "2MB", limit: 0 }] }, V2);
    expect(steps.every((step) => step.startsWith("hugetlb.2MB."))).toBe(true);
  });

  it("asks no systemd under cgroupfs", () => {
    expect(update({ pids: { limit: 7 } }, V2, {}, "cgroupfs")).toEqual(["pids.max = 7"]);
  });
});
