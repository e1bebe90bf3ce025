import { describe, expect, it } from "vitest";
import { configError } from "../../src/config/problem.ts";
import { validate } from "../../src/config/validate.ts";
import { CLEAN, changed, outcome } from "./configs/change.ts";

/** Fields of the spec that this version cannot apply, with a value that asks for something. */
const UNSUPPORTED: Readonly<Record<string, unknown>> = {
  "/mounts/0/uidMappings": [{ containerID: 0, hostID: 1, size: 1 }],
  "/mounts/0/gidMappings": [{ containerID: 0, hostID: 1, size: 1 }],
};

describe("fields that are not supported", () => {
  it.each(Object.entries(UNSUPPORTED))("refuses %s", (place, value) => {
    const { problems } = validate(changed({ [place]: value }));
    expect(problems).toEqual([
      expect.objectContaining({ pointer: place, message: "is not supported yet", unsupported: true }),
    ]);
    expect(configError(problems)).toMatchObject({ code: "CONFIG_UNSUPPORTED", from: place });
  });

  it.each(Object.keys(UNSUPPORTED))("accepts %s where it asks for nothing", (place) => {
    for (const empty of [null, "", {}, []]) {
      expect(outcome({ [place]: empty })).toEqual(CLEAN);
    }
  });

  it("accepts values that ask for nothing, however deep", () => {
    expect(outcome({ "/linux/intelRdt": { closID: "", schemata: [], enableMonitoring: false } })).toEqual(CLEAN);
  });

  it("is invalid as a whole where something is wrong beside", () => {
    const { problems } = validate(changed({ "/linux/intelRdt": { closID: "x" }, "/process/cwd": "x" }));
    expect(configError(problems).code).toBe("CONFIG_INVALID");
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
