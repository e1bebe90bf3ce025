import { describe, expect, it } from "vitest";
import { type Changes, CLEAN, outcome } from "../configs/change.ts";

const limits = (...rlimits: object[]): Changes => ({ "/process/rlimits": rlimits });

describe("rlimits", () => {
  it("refuses two of one type", () => {
    const twice = limits({ type: "RLIMIT_CORE", soft: 0, hard: 0 }, { type: "RLIMIT_CORE", soft: 0, hard: 0 });
    expect(outcome(twice).problems).toEqual(["/process/rlimits/1 limits what an earlier entry limits already"]);
  });

  it.each<[number | bigint, number | bigint]>([
    [2, 1],
    [18446744073709551615n, 1024],
    [18446744073709551615n, 18446744073709551614n],
  ])("refuses soft %s above hard %s", (soft, hard) => {
    expect(outcome(limits({ type: "RLIMIT_CORE", soft, hard })).problems).toEqual([
      "/process/rlimits/0/soft is above the hard limit",
    ]);
  });

  it("accepts equal and infinite ones", () => {
    const infinity = 18446744073709551615n;
    expect(
      outcome(limits({ type: "RLIMIT_CORE", soft: infinity, hard: infinity }, { type: "RLIMIT_AS", soft: 1, hard: 1 })),
    ).toEqual(CLEAN);
  });
});
