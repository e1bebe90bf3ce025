import { describe, expect, it } from "vitest";
import { parseDuration } from "../../src/cli/duration.ts";

describe("parseDuration", () => {
  it.each([
    ["5s", 5000],
    ["500ms", 500],
    ["1m30s", 90_000],
    ["1.5h", 5_400_000],
    [".5s", 500],
    ["1h2m3s4ms", 3_723_004],
    ["250us", 0.25],
    ["250µs", 0.25],
  ])("%s is %d ms", (text, milliseconds) => {
    expect(parseDuration("interval", text)).toBeCloseTo(milliseconds, 6);
  });

  it.each(["", "5", "s", "0s", "-1s", "5 s", "1m 30s", "soon", "5sx", "1e3s"])("refuses %j", (text) => {
    expect(() => parseDuration("interval", text)).toThrow("--interval is a duration");
  });
});
