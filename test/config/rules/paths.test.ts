import { describe, expect, it } from "vitest";
import { CLEAN, outcome } from "../configs/change.ts";

describe("masked and read-only paths", () => {
  it.each(["maskedPaths", "readonlyPaths"])("refuses a relative path in %s", (field) => {
    expect(outcome({ [`/linux/${field}`]: ["/proc/x", "proc/y"] }).problems).toEqual([
      `/linux/${field}/1 is not an absolute path`,
    ]);
    expect(outcome({ [`/linux/${field}`]: [] })).toEqual(CLEAN);
  });
});
