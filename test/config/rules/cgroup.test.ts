import { describe, expect, it } from "vitest";
import { CLEAN, outcome } from "../configs/change.ts";

describe("cgroupsPath", () => {
  it.each(["..", "/a/../b", "../x", "a/.."])("refuses %s", (path) => {
    expect(outcome({ "/linux/cgroupsPath": path }).problems).toEqual(["/linux/cgroupsPath must not lead upwards"]);
  });

  it.each(["", "/a/b", "a/b", "/a/..b/c..", "user.slice:libpod:0a"])("accepts %j", (path) => {
    expect(outcome({ "/linux/cgroupsPath": path })).toEqual(CLEAN);
  });
});
