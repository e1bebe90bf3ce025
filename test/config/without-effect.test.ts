import { describe, expect, it } from "vitest";
import { CLEAN, outcome } from "./configs/change.ts";

describe("fields without effect", () => {
  it("are no problem where they ask for nothing, however deep", () => {
    expect(outcome({ "/linux/intelRdt": { closID: "", schemata: [], enableMonitoring: false } })).toEqual(CLEAN);
  });

  it.each(["windows", "solaris", "vm", "zos", "freebsd"])("warns of the section %s, unless it is empty", (section) => {
    expect(outcome({ [`/${section}`]: { x: 1 } })).toEqual({
      problems: [],
      warnings: [expect.stringContaining(`/${section} is for`)],
    });
    expect(outcome({ [`/${section}`]: {} })).toEqual(CLEAN);
  });

  it("warns of limits that the kernel no longer has", () => {
    const { problems, warnings } = outcome({ "/linux/resources/memory": { kernel: 1, kernelTCP: 1 } });
    expect(problems).toEqual([]);
    expect(warnings).toHaveLength(2);
    expect(outcome({ "/linux/resources/memory": { kernel: 0 } })).toEqual(CLEAN);
  });

  it("warns of what only Windows has in a process", () => {
    const { warnings } = outcome({ "/process/user/username": "x", "/process/commandLine": "x" });
    expect(warnings).toHaveLength(2);
  });
});
