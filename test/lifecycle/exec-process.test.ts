import { describe, expect, it } from "vitest";
import type { Process } from "../../src/config/spec.ts";
import { type ProcessFlags, processByFlags } from "../../src/lifecycle/exec-process.ts";

const BASE: Process = {
  cwd: "/srv",
  args: ["init"],
  env: ["A=1"],
  terminal: true,
  consoleSize: { height: 1, width: 2 },
  user: { uid: 5, gid: 6, additionalGids: [7] },
};
const NONE: ProcessFlags = {
  args: ["ls"],
  cwd: undefined,
  env: [],
  terminal: false,
  user: undefined,
  additionalGids: [],
  capabilities: [],
  selinuxLabel: undefined,
  apparmorProfile: undefined,
  noNewPrivileges: undefined,
};

function asked(flags: Partial<ProcessFlags>, base: Process | undefined = BASE) {
  const warnings: string[] = [];
  const result = processByFlags(base, { ...NONE, ...flags }, (message) => warnings.push(message));
  return { ...result, warnings };
}

describe("the process that exec's flags ask for", () => {
  it("is that of config.json, with the command, and without its terminal", () => {
    const { process, origins } = asked({});
    expect(process).toMatchObject({ args: ["ls"], cwd: "/srv", env: ["A=1"], terminal: false, uid: 5, gid: 6 });
    expect(origins).toEqual([["/process/args", "option:command line"]]);
  });

  it("has what the flags add and replace", () => {
    const { process } = asked({
      cwd: "/",
      env: ["B=2"],
      terminal: true,
      user: { uid: 1, gid: undefined },
      additionalGids: [8],
      noNewPrivileges: true,
    });
    expect(process).toMatchObject({
      cwd: "/",
      env: ["A=1", "B=2"],
      terminal: true,
      uid: 1,
      gid: 6,
      noNewPrivileges: true,
    });
    expect(process.additionalGids).toEqual([7, 8]);
  });

  it("never gets an inheritable capability by --cap (CVE-2022-29162)", () => {
    const chown = 1n;
    const kill = 32n;
    const capabilities = { bounding: ["CAP_KILL"], permitted: ["CAP_KILL"] };
    expect(asked({ capabilities: ["CAP_CHOWN"] }, { ...BASE, capabilities }).process.capabilities).toEqual({
      bounding: chown | kill,
      permitted: chown | kill,
      effective: chown,
      inheritable: 0n,
      ambient: 0n,
    });
    expect(asked({ capabilities: ["CAP_CHOWN"] }).process.capabilities).toMatchObject({
      bounding: chown,
      inheritable: 0n,
    });
  });

  it("is refused by the flag's name, once for all that a flag does", () => {
    expect(() => asked({ cwd: "etc" })).toThrow('exec --cwd is not an absolute path: found "etc"');
    expect(() => asked({ env: ["X"] })).toThrow('exec --env is not a variable: found "X"');
    expect(() => asked({ args: [] })).toThrow("exec args cannot be empty");
    expect(() => asked({ args: [""] })).toThrow("exec command line names no program");
    expect(asked({ capabilities: ["CAP_BOGUS"] }).warnings).toEqual([
      'exec --cap is not a known capability and is left out: found "CAP_BOGUS"',
    ]);
  });

  it("needs one to go by", () => {
    expect(() => processByFlags(undefined, NONE, () => {})).toThrow("has no process to go by");
  });
});
