import { describe, expect, it } from "vitest";
import { CLEAN, outcome } from "../configs/change.ts";

const AT = "/linux/memoryPolicy";
const STATIC = "MPOL_F_STATIC_NODES";

const refused: readonly [object, string][] = [
  [{}, `${AT}/mode is required, but missing`],
  [{ mode: "MPOL_SPREAD" }, `${AT}/mode is not one of the values that the spec knows`],
  [{ mode: "MPOL_DEFAULT", nodes: "0" }, `${AT}/nodes is not for MPOL_DEFAULT`],
  [{ mode: "MPOL_BIND" }, `${AT}/nodes is required for MPOL_BIND, but names no node`],
  [{ mode: "MPOL_BIND", nodes: "," }, `${AT}/nodes is not a list of memory nodes`],
  [{ mode: "MPOL_PREFERRED", nodes: "2-1" }, `${AT}/nodes is not a list of memory nodes`],
  [{ mode: "MPOL_LOCAL", flags: [STATIC] }, `${AT}/flags is not for MPOL_LOCAL, which has no nodes`],
  [
    { mode: "MPOL_BIND", nodes: "0", flags: [STATIC, "MPOL_F_RELATIVE_NODES"] },
    `${AT}/flags numbers the nodes in two ways`,
  ],
  [{ mode: "MPOL_BIND", nodes: "0", flags: ["X"] }, `${AT}/flags/0 is not one of the values that the spec knows`],
];

describe("memoryPolicy", () => {
  it.each(refused)("refuses %s", (policy, problem) => {
    expect(outcome({ [AT]: policy })).toEqual({ problems: [problem], warnings: [] });
  });

  it.each([
    { mode: "MPOL_DEFAULT" },
    { mode: "MPOL_LOCAL", nodes: "", flags: [] },
    { mode: "MPOL_PREFERRED" },
    { mode: "MPOL_WEIGHTED_INTERLEAVE", nodes: "0-3,7", flags: [STATIC, "MPOL_F_NUMA_BALANCING"] },
  ])("accepts %s", (policy) => {
    expect(outcome({ [AT]: policy })).toEqual(CLEAN);
  });
});
