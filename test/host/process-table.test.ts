import { describe, expect, it } from "vitest";
import { linesOf } from "../../src/host/process-table.ts";

const OUTPUT = `UID          PID    PPID  C STIME TTY          TIME CMD
root           1       0  0 10:00 ?        00:00:01 /sbin/init 42
root          42       1  0 10:00 ?        00:00:00 sleep 7
`;

describe("linesOf", () => {
  it("keeps the heading and the lines of these pids, wherever the column is", () => {
    expect(linesOf(OUTPUT, new Set([42, 7]))).toBe(
      OUTPUT.split("\n")
        .filter((_, at) => at !== 1)
        .join("\n"),
    );
    expect(linesOf("CMD PID\nsh 9\nsh 8\n", new Set([8]))).toBe("CMD PID\nsh 8\n");
  });

  it("throws where there is no such column", () => {
    expect(() => linesOf("CMD\nsh\n", new Set([1]))).toThrow("couldn't find PID field in ps output");
  });
});
