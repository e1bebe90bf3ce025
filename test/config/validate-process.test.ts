import { describe, expect, it } from "vitest";
import { validateProcess } from "../../src/config/validate-process.ts";

function places(value: unknown): string[] {
  return validateProcess(value).problems.map(({ pointer }) => pointer);
}

describe("validateProcess", () => {
  it("takes a whole process, and says nothing", () => {
    const value = {
      args: ["ls"],
      cwd: "/",
      env: ["A=1"],
      user: { uid: 1, gid: 2 },
      noNewPrivileges: true,
      rlimits: null,
    };
    const { process, problems, warnings } = validateProcess(value);
    expect([problems, warnings]).toEqual([[], []]);
    expect(process).toEqual({ args: ["ls"], cwd: "/", env: ["A=1"], user: { uid: 1, gid: 2 }, noNewPrivileges: true });
  });

  it("finds what the schema and what the rules find, at once", () => {
    const value = {
      args: [],
      cwd: "etc",
      env: ["FOO", 7],
      user: { uid: -1 },
      rlimits: [{ type: "RLIMIT_CORE", soft: 2, hard: 1 }],
      execCPUAffinity: { initial: "x" },
      capabilities: { effective: ["CAP_KILL"] },
      scheduler: { policy: "SCHED_OTHER", nice: 99 },
    };
    expect(places(value).sort()).toEqual([
      "/args",
      "/capabilities/effective/0",
      "/cwd",
      "/env/0",
      "/env/1",
      "/execCPUAffinity/initial",
      "/rlimits/0/soft",
      "/scheduler/nice",
      "/user/uid",
    ]);
  });

  it("is no process: a list, a text, nothing", () => {
    for (const value of [[], "ls", null, 7]) expect(validateProcess(value).process).toBeUndefined();
  });

  it("finds NUL and paths that are too long", () => {
    expect(places({ args: ["a\0b"], cwd: "/" })).toEqual(["/args/0"]);
    expect(places({ args: ["ls"], cwd: `/${"x".repeat(5000)}` })).toEqual(["/cwd"]);
  });
});
