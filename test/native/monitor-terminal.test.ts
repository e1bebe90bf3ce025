import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { STATIC } from "./native.ts";

const CALLER = fileURLToPath(new URL("terminal.py", import.meta.url));

/** Run `script` on a pty under the monitor, from a caller that has a terminal of 33 rows and 77 columns. */
function interact(script: string, typed: string) {
  const args = [CALLER, STATIC, "/nonexistent", script, typed];
  const { stdout, stderr } = spawnSync("python3", args, { encoding: "utf8", timeout: 15_000, maxBuffer: 2 ** 22 });
  if (stderr !== "") throw new Error(stderr);
  return JSON.parse(stdout) as { shown: string; raw: boolean; restored: boolean; status: number };
}

describe("the monitor on a terminal", () => {
  it("relays both ways in raw mode, passes the size, and restores the terminal", () => {
    const script = "sleep 0.2; stty size; echo ready; read line; echo got $line; exit 4";
    expect(interact(script, "hello\n")).toEqual({
      shown: "33 77\r\nready\r\nhello\r\ngot hello\r\n",
      raw: true,
      restored: true,
      status: 4,
    });
  });

  it("leaves Ctrl-C to the container's own terminal", () => {
    const script = "trap 'echo interrupted; exit 5' INT; echo ready; while :; do sleep 0.05; done";
    expect(interact(script, "\x03")).toMatchObject({ shown: "ready\r\n^Cinterrupted\r\n", status: 5, restored: true });
  });

  it("passes on all that was written before the end", () => {
    const { shown } = interact("echo ready; read x; yes 0123456789 | head -n 20000; echo last", "\n");
    expect(shown.split("\r\n").filter((line) => line === "0123456789")).toHaveLength(20_000);
    expect(shown.endsWith("last\r\n")).toBe(true);
  });

  it("is not held up by a process that keeps the pty open", () => {
    const before = Date.now();
    expect(interact("echo ready; read x; (sleep 8) & echo bye", "\n")).toMatchObject({ status: 0 });
    expect(Date.now() - before).toBeLessThan(5000);
  });
});
