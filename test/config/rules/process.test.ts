import { describe, expect, it } from "vitest";
import { type Changes, CLEAN, outcome } from "../configs/change.ts";

const refused: readonly [string, Changes, string][] = [
  ["no args", { "/process/args": undefined }, "/process/args names no program to execute"],
  ["empty args", { "/process/args": [] }, "/process/args names no program to execute"],
  ["an empty program", { "/process/args": [""] }, "/process/args/0 names no program to execute"],
  ["a relative cwd", { "/process/cwd": "bin" }, "/process/cwd is not an absolute path"],
  ["a variable without a value", { "/process/env": ["A=1", "B"] }, "/process/env/1 is not a variable"],
  ["a variable without a name", { "/process/env": ["=1"] }, "/process/env/0 is not a variable"],
];

describe("process", () => {
  it.each(refused)("refuses %s", (_, changes, problem) => {
    expect(outcome(changes)).toEqual({ problems: [problem], warnings: [] });
  });

  it("refuses a window that no terminal can have, where there is a terminal", () => {
    const size = { "/process/consoleSize": { height: 65536, width: 65535 } };
    expect(outcome({ ...size, "/process/terminal": true }).problems).toEqual([
      "/process/consoleSize/height is too large",
    ]);
    expect(outcome({ ...size, "/process/terminal": false })).toEqual(CLEAN);
  });

  it("refuses more groups than the kernel takes", () => {
    const groups = (count: number) => ({ "/process/user/additionalGids": Array.from({ length: count }, () => 7) });
    expect(outcome(groups(65_536))).toEqual(CLEAN);
    expect(outcome(groups(65_537)).problems).toEqual(["/process/user/additionalGids has too many groups"]);
  });

  it("accepts empty and repeated variables, and empty arguments", () => {
    expect(outcome({ "/process/env": ["A=", "A=b=c"], "/process/args": ["sh", ""] })).toEqual(CLEAN);
    expect(outcome({ "/process/env": undefined })).toEqual(CLEAN);
  });
});
