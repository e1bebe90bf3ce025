import { execFileSync, spawn } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { writeText } from "../../src/common/output.ts";

/** A FIFO whose write end does not block, as a caller may hand one over. */
function fifo(): string {
  const path = `${mkdtempSync(`${tmpdir()}/output-`)}/fifo`;
  execFileSync("mkfifo", [path]);
  return path;
}

describe("writeText", () => {
  it("writes all of a text through a full, non-blocking pipe", async () => {
    const path = fifo();
    try {
      const reader = spawn("sh", ["-c", `sleep 0.2; wc -c < ${path}`], { stdio: ["ignore", "pipe", "inherit"] });
      const said = new Promise<string>((resolve) => reader.stdout.once("data", (data) => resolve(String(data))));
      const holder = openSync(path, constants.O_RDWR);
      const writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
      // more than a pipe holds, and nobody reads yet
      writeText(writer, "x".repeat(300_000));
      closeSync(writer);
      closeSync(holder);
      expect((await said).trim()).toBe("300000");
    } finally {
      rmSync(dirname(path), { recursive: true });
    }
  });

  it("takes a reader that has gone away as no error", () => {
    const path = fifo();
    try {
      const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
      const writer = openSync(path, constants.O_WRONLY);
      closeSync(reader);
      expect(() => writeText(writer, "nobody")).not.toThrow();
      closeSync(writer);
    } finally {
      rmSync(dirname(path), { recursive: true });
    }
  });

  it("throws what else may go wrong", () => {
    expect(() => writeText(openSync("/dev/full", "w"), "text")).toThrow(/ENOSPC/);
  });
});
