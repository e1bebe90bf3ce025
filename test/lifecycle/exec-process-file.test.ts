import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Process } from "../../src/config/spec.ts";
import { processByFile } from "../../src/lifecycle/exec-process-file.ts";

const BASE: Process = {
  cwd: "/srv",
  args: ["init"],
  env: ["A=1"],
  user: { uid: 5, gid: 6, umask: 0o27 },
  noNewPrivileges: true,
  apparmorProfile: "web",
  selinuxLabel: "label",
  oomScoreAdj: 9,
  rlimits: [{ type: "RLIMIT_CORE", soft: 1, hard: 2 }],
  capabilities: { bounding: ["CAP_KILL"] },
};

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "caisson-process-"));
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

function asked(process: unknown, warn: (message: string) => void = () => {}) {
  const file = join(dir, "p.json");
  writeFileSync(file, typeof process === "string" ? process : JSON.stringify(process));
  return processByFile(BASE, file, warn);
}

describe("a process file", () => {
  it("says all of the process, but for what confines the container's own", () => {
    const { process, origins } = asked({ cwd: "/", args: ["ls"] });
    expect(process).toMatchObject({ args: ["ls"], cwd: "/", env: [], uid: 0, gid: 0, noNewPrivileges: false });
    expect(process).toMatchObject({ apparmorProfile: "web", selinuxLabel: "label", oomScoreAdj: 9, umask: 0o27 });
    expect(process.rlimits.map(({ type }) => type)).toEqual(["RLIMIT_CORE"]);
    expect(process.capabilities?.bounding).toBe(32n);
    expect(origins).toEqual([
      ["/process/cwd", "process:/cwd"],
      ["/process/args", "process:/args"],
    ]);
  });

  it("has the last word where it says something", () => {
    const { process } = asked({
      cwd: "/",
      args: ["ls"],
      apparmorProfile: "other",
      capabilities: {},
      rlimits: [],
      user: { uid: 1, gid: 2, umask: 0 },
      oomScoreAdj: 0,
    });
    expect(process).toMatchObject({ apparmorProfile: "other", oomScoreAdj: 0, umask: 0, uid: 1 });
    expect(process.capabilities?.bounding).toBe(0n);
    // as an empty list is how Go programs write none
    expect(process.rlimits).toHaveLength(1);
  });

  it("is refused with its places and its name", () => {
    expect(() => asked({ args: [], cwd: 7 })).toThrow(
      /p\.json has 2 problems:\n {2}\/cwd must be a string.*\n {2}\/args names/s,
    );
    expect(() => asked("{")).toThrow(/p\.json is not JSON in line 1, column 2/);
    expect(() => asked("[]")).toThrow(/p\.json.*must be an object/);
    expect(() => processByFile(BASE, "/no/such", () => {})).toThrow("open /no/such: no such file or directory");
  });

  it("is warned of with its name", () => {
    const warnings: string[] = [];
    asked({ cwd: "/", args: ["ls"], arrgs: 1 }, (message) => warnings.push(message));
    expect(warnings).toEqual([expect.stringMatching(/p\.json \/arrgs is not a field.*did you mean "args"/)]);
  });
});
