import { describe, expect, it } from "vitest";
import { validateResources } from "../../src/config/validate-resources.ts";

describe("validateResources", () => {
  it("takes what callers send", () => {
    const given = { memory: { limit: 1, kernel: 0, swappiness: null }, cpu: { cpus: "0-1" }, pids: {}, devices: null };
    expect(validateResources(given)).toEqual({
      resources: { memory: { limit: 1, kernel: 0 }, cpu: { cpus: "0-1" }, pids: {} },
      problems: [],
      warnings: [],
    });
  });

  it("reports all problems of shape and by rules, each with its place", () => {
    const { resources, problems } = validateResources({
      memory: { limit: "much" },
      cpu: { cpus: "a-b", shares: -1 },
      unified: { "../x": "1" },
    });
    expect(resources).toBeUndefined();
    expect(problems.map(({ pointer }) => pointer).sort()).toEqual([
      "/linux/resources/cpu/cpus",
      "/linux/resources/cpu/shares",
      "/linux/resources/memory/limit",
      "/linux/resources/unified/..~1x",
    ]);
  });

  it("warns of fields that do not exist, or have no effect", () => {
    const { problems, warnings } = validateResources({ memory: { limits: 1, kernel: 7 } });
    expect(problems).toEqual([]);
    expect(warnings.map(({ pointer }) => pointer).sort()).toEqual([
      "/linux/resources/memory/kernel",
      "/linux/resources/memory/limits",
    ]);
  });

  it("checks the schemas of resctrl", () => {
    const { problems } = validateResources({}, { memBwSchema: "L3:0=f" });
    expect(problems.map(({ pointer }) => pointer)).toEqual(["/linux/intelRdt/memBwSchema"]);
  });

  it.each([[[]], ["text"], [7], [true]])("refuses %j", (value) => {
    expect(validateResources(value).problems).toHaveLength(1);
  });
});
