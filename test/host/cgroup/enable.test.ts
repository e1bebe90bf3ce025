import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { enableControllers } from "../../../src/host/cgroup/enable.ts";

let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), "caisson-enable-"));
});
afterEach(() => {
  rmSync(top, { recursive: true });
});

function cgroup(name: string, offered: string, enabled = ""): void {
  mkdirSync(join(top, name), { recursive: true });
  writeFileSync(join(top, name, "cgroup.controllers"), offered);
  writeFileSync(join(top, name, "cgroup.subtree_control"), enabled);
}

function enable(controllers: readonly string[], needed: Readonly<Record<string, string>>): void {
  enableControllers({
    at: "host",
    op: "cgroup.enable",
    from: "/linux/cgroupsPath",
    mount: top,
    dir: join(top, "a/b"),
    controllers,
    needed,
  });
}

describe("enableControllers", () => {
  it("goes from the mount down to the parent, and writes what is missing", () => {
    cgroup("", "cpu memory pids\n", "cpu memory\n");
    cgroup("a", "cpu memory\n", "");
    enable(["cpu", "memory"], {});
    expect(readFileSync(join(top, "cgroup.subtree_control"), "utf8")).toBe("cpu memory\n");
    expect(readFileSync(join(top, "a/cgroup.subtree_control"), "utf8")).toBe("+cpu +memory");
  });

  it("names the limit whose controller is not handed down", () => {
    cgroup("", "cpu memory\n", "cpu\n");
    cgroup("a", "cpu\n", "");
    const pids = { pids: "/linux/resources/pids/limit" };
    expect(() => enable(["cpu", "pids"], pids)).toThrow(`the cgroup controller pids is not delegated to ${top}`);
    expect(() => enable(["cpu", "pids"], {})).not.toThrow();
  });
});
