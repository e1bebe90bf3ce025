import { describe, expect, it } from "vitest";
// @ts-expect-error plain JavaScript
import { countsOf, verdict } from "../../../conformance/callers/verdict.mjs";

const OK = { ok: true, seen: 0 } as const;
const FAILS = { ok: false, why: "aground" } as const;
const SKIPPED = { skipped: "no sea here" } as const;

describe("the verdict of a step", () => {
  it.each([
    ["passed", OK, OK],
    ["passed", FAILS, OK],
    ["as runc", FAILS, FAILS],
    ["FAILED", OK, FAILS],
    ["skipped", SKIPPED, SKIPPED],
  ])("%s", (wanted, peer, ours) => {
    expect(verdict({ peer, ours })).toBe(wanted);
  });

  it("counts what is as with runc among what was skipped", () => {
    expect(countsOf(["passed", "as runc", "skipped", "FAILED", "passed"])).toEqual({
      passed: 2,
      failed: 1,
      skipped: 2,
    });
  });
});
