import { describe, expect, it, vi } from "vitest";
import type { Arguments } from "../../src/cli/arguments.ts";
import { resourcesOfFlags, warnOfIgnored } from "../../src/cli/update-options.ts";

const given = (flags: Readonly<Record<string, string>>): Arguments => ({
  flags: new Map(Object.entries(flags)),
  lists: new Map(),
  positionals: ["box"],
});

describe("resourcesOfFlags", () => {
  it("puts each where a file would have it, and remembers the flag", () => {
    const { resources, flags } = resourcesOfFlags(
      given({ memory: "1g", "cpu-quota": "-1", "cpuset-cpus": "0-1", "pids-limit": "9007199254740993" }),
      () => {},
    );
    expect(resources).toEqual({
      memory: { limit: 1073741824 },
      cpu: { quota: -1, cpus: "0-1" },
      pids: { limit: 9007199254740993n },
    });
    expect(flags.get("/cpu/quota")).toBe("--cpu-quota");
  });

  it("leaves alone what is not given, or empty", () => {
    expect(resourcesOfFlags(given({ memory: "" }), () => {}).resources).toEqual({});
  });

  it("refuses what is no number and no size", () => {
    expect(() => resourcesOfFlags(given({ "cpu-share": "many" }), () => {})).toThrow("invalid value for cpu-share");
    expect(() => resourcesOfFlags(given({ memory: "1 lot" }), () => {})).toThrow("is not a size such as 512m");
  });

  it("warns of flags without effect, and of those beside a file", () => {
    const warn = vi.fn();
    resourcesOfFlags(given({ "kernel-memory": "1g" }), warn);
    expect(warn).toHaveBeenCalledWith("--kernel-memory has no effect: the kernel no longer has this limit");
    warnOfIgnored(given({ memory: "1g" }), warn);
    expect(warn).toHaveBeenLastCalledWith("--memory is ignored beside --resources");
  });
});
