import { constants } from "node:os";
import { describe, expect, it } from "vitest";
import { parseSignal } from "../../src/cli/signals.ts";

describe("parseSignal", () => {
  it("numbers every name as the system does", () => {
    for (const [name, number] of Object.entries(constants.signals)) {
      expect([name, parseSignal(name)]).toEqual([name, number]);
      expect([name, parseSignal(name.slice(3).toLowerCase())]).toEqual([name, number]);
    }
  });

  it.each([
    ["15", 15],
    ["0", 0],
    ["64", 64],
    ["RTMIN", 34],
    ["SIGRTMIN+3", 37],
    ["rtmax-1", 63],
  ])("reads %s", (text, number) => {
    expect(parseSignal(text)).toBe(number);
  });

  it.each(["65", "-1", "KIL", "", "RTMIN-1", "RTMAX+1", "9x"])("refuses %j", (text) => {
    expect(() => parseSignal(text)).toThrow(`unknown signal ${JSON.stringify(text)}`);
  });
});
