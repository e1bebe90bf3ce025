import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
// @ts-expect-error plain JavaScript: it runs before anything is built
import { findProbe } from "../../conformance/enclave/probe.mjs";
import { findReport, parseLines } from "../../conformance/harness/report.ts";

let probe = "";
let dir = "";

beforeAll(() => {
  probe = findProbe((message: string) => {
    throw new Error(message);
  });
  dir = mkdtempSync(join(tmpdir(), "probe-"));
}, 120_000);
afterAll(() => rmSync(dir, { recursive: true }));

function run(...words: readonly string[]) {
  return parseLines(execFileSync(probe, words, { encoding: "utf8", env: { A: "1" } }));
}

describe("guest probe", () => {
  it("reports what a process sees of itself", () => {
    const report = findReport(run("report", 'a"b\\c', "é"));
    expect(report.arguments).toEqual(['a"b\\c', "é"]);
    expect(report.env).toEqual(["A=1"]);
    expect(report.uids[0]).toBe(process.getuid?.());
    expect(report.namespaces.mnt).toMatch(/^mnt:\[\d+\]$/);
    expect(report.limits.RLIMIT_NOFILE?.length).toBe(2);
  });

  it("escapes bytes that are not UTF-8", () => {
    const script = `exec "$0" report "$(printf 'a\\377b\\001')"`;
    const { stdout } = spawnSync("/bin/sh", ["-c", script, probe], { encoding: "utf8" });
    expect(findReport(parseLines(stdout)).arguments).toEqual(["a\u00ffb\u0001"]);
  });

  it("runs one verb after the other, and ends at the first that fails", () => {
    writeFileSync(join(dir, "file"), "text");
    const lines = run("read", join(dir, "file"), "--", "try-open", join(dir, "none"), "r", "--", "list", dir);
    expect(lines.map(({ verb, errno }) => [verb, errno])).toEqual([
      ["read", ""],
      ["try-open", "ENOENT"],
      ["list", ""],
    ]);
    expect(lines[0]?.text).toBe("text");
    expect(spawnSync(probe, ["exit", "7", "--", "report"]).status).toBe(7);
    expect(spawnSync(probe, ["no-such-verb"]).status).toBe(64);
  });

  it("tells an errno from a fatal signal", () => {
    const [bad] = run("syscall", "9999");
    expect(bad).toMatchObject({ errno: "ENOSYS", signal: 0 });
    expect(run("exec", join(dir, "none"))[0]?.errno).toBe("ENOENT");
  });
});
