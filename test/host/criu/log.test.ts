import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { errorLines, readLog } from "../../../src/host/criu/log.ts";

const LOG = `(00.000012) Version: 3.17.1 (gitid 0)
(00.017043) Error (criu/util.c:642): exited, status=1
(00.092094) Warn  (criu/kerndat.c:1103): $XDG_RUNTIME_DIR not set
(00.126969) Error (criu/tun.c:85): tun: Unable to create tun: No such file or directory
(00.881712) Error (criu/mount.c:753): mnt: 105:./ro/subgid doesn't have a proper root mount
(00.881800)      1: Error (criu/files.c:10): of a process
(00.349511) Error (criu/cr-dump.c:2053): Dumping FAILED.
`;

describe("CRIU's errors", () => {
  it("are the error lines, without time and without what it says at every start", () => {
    expect(errorLines(LOG)).toEqual([
      "Error (criu/mount.c:753): mnt: 105:./ro/subgid doesn't have a proper root mount",
      "1: Error (criu/files.c:10): of a process",
      "Error (criu/cr-dump.c:2053): Dumping FAILED.",
    ]);
  });

  it("are what there is, where there is nothing else", () => {
    expect(errorLines("(00.1) Error (criu/util.c:642): exited, status=1\n")).toHaveLength(1);
    expect(errorLines("(00.1) all is well\n")).toEqual([]);
  });

  it("are the last five, each of a bearable length, and nothing that a terminal acts upon", () => {
    const many = Array.from(
      { length: 9 },
      (_, index) => `(0.${index}) Error (a.c:${index}): ${"x".repeat(1000)}\x1b[2J`,
    );
    const lines = errorLines(many.join("\n"));
    expect(lines).toHaveLength(5);
    expect(lines[4]).toMatch(/^Error \(a\.c:8\)/);
    expect(lines.every((line) => line.length <= 300 && !line.includes("\x1b"))).toBe(true);
    expect(errorLines("(0.1) Error (a.c:1): a\x1b[2Jb")).toEqual(["Error (a.c:1): a?[2Jb"]);
  });

  it("are read from the end of a log of any size", () => {
    const dir = mkdtempSync(join(tmpdir(), "criu-log-"));
    try {
      writeFileSync(join(dir, "dump.log"), `${"(0.1) line\n".repeat(100_000)}${LOG}`);
      expect(errorLines(readLog(join(dir, "dump.log")))).toHaveLength(3);
      expect(readLog(join(dir, "missing"))).toBe("");
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
