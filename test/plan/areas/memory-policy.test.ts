import { describe, expect, it } from "vitest";
import { planWithLinux, stepsOf } from "../fixtures/build.ts";
import { HYBRID } from "../fixtures/facts.ts";

const FACTS = { ...HYBRID, memoryNodes: "0-1\n" };

describe("the memory policy", () => {
  const warningsOf = (nodes: string, flags: string[] = []) =>
    planWithLinux({ memoryPolicy: { mode: "MPOL_BIND", nodes, flags } }, FACTS).warnings;

  it("names its nodes", () => {
    const plan = planWithLinux({ memoryPolicy: { mode: "MPOL_INTERLEAVE", nodes: "0-1" } }, FACTS);
    expect(stepsOf(plan, "memory.policy")).toMatchObject([{ mode: "MPOL_INTERLEAVE", flags: [], nodes: [0, 1] }]);
    expect(plan.warnings).toEqual([]);
  });

  it("warns of nodes that the kernel would leave out", () => {
    expect(warningsOf("1-3")).toEqual([
      { from: "/linux/memoryPolicy/nodes", message: "memory nodes 2, 3 are not on this machine, and left out" },
    ]);
    // the kernel itself refuses
    expect(warningsOf("7")).toEqual([]);
    expect(warningsOf("0-3", ["MPOL_F_RELATIVE_NODES"])).toEqual([]);
  });
});
