import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { capabilityNames } from "../../conformance/harness/capabilities.ts";
import { all, withCapabilities, withNamespace, withUserNamespace } from "../../conformance/harness/changes.ts";
import { baseConfig } from "../../conformance/harness/config.ts";
import { isMounted, mountAt, parseMountinfo } from "../../conformance/harness/mountinfo.ts";
import { Outcome } from "../../conformance/harness/outcome.ts";
import { findReport, parseLines } from "../../conformance/harness/report.ts";

describe("mountinfo", () => {
  const text = [
    "23 27 0:22 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard",
    "24 23 0:6 /a\\040b /mnt\\040x ro,nosuid master:3 shared:4 - tmpfs tmpfs rw,size=64k",
    "25 23 0:7 / /mnt\\040x rw - proc proc rw",
  ].join("\n");

  it("splits the fields, and takes the escapes back", () => {
    expect(parseMountinfo(text)[1]).toEqual({
      id: 24,
      parent: 23,
      root: "/a b",
      target: "/mnt x",
      options: ["ro", "nosuid"],
      propagation: ["master:3", "shared:4"],
      type: "tmpfs",
      source: "tmpfs",
      superOptions: ["rw", "size=64k"],
    });
  });

  it("gives the topmost mount at a place", () => {
    expect(mountAt(text, "/mnt x").type).toBe("proc");
    expect(isMounted(text, "/mnt")).toBe(false);
    expect(() => mountAt(text, "/mnt")).toThrow("nothing is mounted at /mnt");
  });
});

describe("capabilities", () => {
  it("names the bits", () => {
    expect(capabilityNames("0000000000000000")).toEqual([]);
    expect(capabilityNames("0000000000000021")).toEqual(["CAP_CHOWN", "CAP_KILL"]);
    expect(capabilityNames("0000010000000000")).toEqual(["CAP_CHECKPOINT_RESTORE"]);
  });
});

describe("the probe's lines", () => {
  it("leaves out what is not whole JSON", () => {
    const lines = parseLines('noise\r\n{"verb":"a"}\r\n{"verb":"b"\n{"verb":"report","pid":1}');
    expect(lines.map(({ verb }) => verb)).toEqual(["a", "report"]);
    expect(findReport(lines).pid).toBe(1);
    expect(() => findReport([])).toThrow("no report");
  });
});

describe("changes", () => {
  it("are made in order, on a config of their own", () => {
    const config = baseConfig();
    all(withCapabilities(["CAP_CHOWN"], ["bounding"]), withNamespace("pid", "/x"), withUserNamespace(5, 6))(config);
    expect(config.process.capabilities).toEqual({ bounding: ["CAP_CHOWN"] });
    expect(config.linux.namespaces).toContainEqual({ type: "pid", path: "/x" });
    expect(config.linux.namespaces.filter(({ type }) => type === "pid").length).toBe(1);
    expect(config.linux.uidMappings).toEqual([{ containerID: 0, hostID: 5, size: 6 }]);
    expect(baseConfig().linux.uidMappings).toBeUndefined();
  });
});

describe("outcomes", () => {
  let dir = "";
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), "outcome-"));
    writeFileSync(join(dir, "out"), "");
    writeFileSync(join(dir, "err"), "container does not exist");
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  const ended = (status: number) => {
    const files = { stdoutFile: join(dir, "out"), stderrFile: join(dir, "err") };
    return new Outcome({ command: "runtime state", status, signal: null, ...files });
  };

  it("ok takes status 0 alone", () => {
    expect(() => ended(0).ok()).not.toThrow();
    expect(() => ended(1).ok()).toThrow("status 1: container does not exist");
  });

  it("fails takes status 1 with the right text alone", () => {
    expect(() => ended(1).fails("does not exist")).not.toThrow();
    expect(() => ended(1).fails(/EXIST$/i)).not.toThrow();
    expect(() => ended(1).fails("not running")).toThrow("expected not running");
    expect(() => ended(0).fails("does not exist")).toThrow("expected exit status 1");
    expect(() => ended(139).fails("does not exist")).toThrow("expected exit status 1");
  });
});

describe("the lists", () => {
  let dir = "";
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), "lists-"));
    writeFileSync(join(dir, "runtime"), "#!/bin/sh\necho runc version 1.1.5\n", { mode: 0o755 });
    vi.stubEnv("CONFORMANCE_RUNTIME", join(dir, "runtime"));
    vi.stubEnv("CONFORMANCE_PROBE", "/bin/true");
    vi.stubEnv("CONFORMANCE_WORK", dir);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    rmSync(dir, { recursive: true });
  });

  it("peers: a class and a reason for each, found by name or pattern", async () => {
    const { peerFailure } = await import("../../conformance/peers.ts");
    expect(peerFailure("process limits: domainname")).toMatchObject({ class: "newer" });
    expect(peerFailure("namespaces: time: a new one")).toMatchObject({ class: "newer" });
    expect(peerFailure("errors: the place in config.json: cwd")).toMatchObject({ class: "advance" });
    expect(peerFailure("process: args: every argument arrives as it is")).toBeUndefined();
  });

  it("skips: only what cannot run here", async () => {
    const { skipCause } = await import("../../conformance/skips.ts");
    expect(skipCause("process: args: every argument arrives as it is")).toBeUndefined();
  });
});
