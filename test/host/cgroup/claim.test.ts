import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { claimCgroups } from "../../../src/host/cgroup/claim.ts";
import type { Step } from "../../../src/plan/steps.ts";
import { bootId } from "../../../src/state/process.ts";

let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), "caisson-claim-"));
});
afterEach(() => {
  rmSync(top, { recursive: true });
});

function cgroup(name: string, pids: readonly number[]): void {
  mkdirSync(join(top, name), { recursive: true });
  writeFileSync(join(top, name, "cgroup.procs"), pids.map((pid) => `${pid}\n`).join(""));
}

function claimOf(name: string): string[] {
  const dir = join(top, name);
  const step: Step = {
    at: "host",
    op: "cgroup.create",
    from: "/linux/cgroupsPath",
    dir,
    controllers: [],
    ifDenied: "fail",
  };
  return claimCgroups([step], { root: join(top, "root"), id: "own" });
}

describe("claimCgroups", () => {
  it("takes what is absent or empty", () => {
    cgroup("empty", []);
    cgroup("empty/child", []);
    expect(claimOf("absent")).toEqual([join(top, "absent")]);
    expect(claimOf("empty")).toEqual([join(top, "empty")]);
  });

  it("refuses an empty one that is another container's, or holds one", () => {
    const record = { id: "other", cgroups: [join(top, "theirs/inner")], hooks: [], fromGate: [], teardown: [] };
    for (const id of ["other", "own", "broken"]) mkdirSync(join(top, "root", id), { recursive: true });
    const whole = { ...record, pid: 0, annotations: {}, bootId: bootId() };
    writeFileSync(join(top, "root/other/state.json"), JSON.stringify(whole));
    writeFileSync(join(top, "root/own/state.json"), JSON.stringify({ ...whole, id: "own" }));
    writeFileSync(join(top, "root/broken/state.json"), "{");
    cgroup("theirs/inner", []);
    cgroup("theirs", []);
    for (const name of ["theirs", "theirs/inner"]) {
      expect(() => claimOf(name)).toThrow(`the cgroup ${join(top, name)} is that of container "other"`);
    }
    rmSync(join(top, "root/other"), { recursive: true });
    expect(claimOf("theirs/inner")).toEqual([join(top, "theirs/inner")]);
  });

  it("a unit's is another container's even where it has gone with its last process", () => {
    const record = { id: "other", cgroups: [join(top, "unit.scope")], hooks: [], fromGate: [], teardown: [] };
    mkdirSync(join(top, "root/other"), { recursive: true });
    const text = JSON.stringify({ ...record, pid: 0, annotations: {}, bootId: bootId() });
    writeFileSync(join(top, "root/other/state.json"), text);
    const step: Step = {
      at: "host",
      op: "systemd.startUnit",
      from: "/linux/cgroupsPath",
      manager: "system",
      unit: "unit.scope",
      cgroups: [{ dir: join(top, "unit.scope"), controllers: [] }],
      adopt: "init",
      properties: [],
    };
    const claimed = () => claimCgroups([step], { root: join(top, "root"), id: "own" });
    expect(claimed).toThrow('is that of container "other"');
    rmSync(join(top, "root/other"), { recursive: true });
    expect(claimed()).toEqual([join(top, "unit.scope")]);
  });

  it("refuses one with processes, and one that only has them below", () => {
    cgroup("busy", [7]);
    expect(() => claimOf("busy")).toThrow("not empty: 1 process(es)");
    cgroup("slice", []);
    cgroup("slice/a", []);
    cgroup("slice/a/b", [8, 9]);
    expect(() => claimOf("slice")).toThrow("not empty: 2 process(es)");
  });
});
