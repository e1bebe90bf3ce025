import { describe, expect, it } from "vitest";
// @ts-expect-error plain JavaScript
import { parseTap } from "../../../conformance/runtime-tools/tap.mjs";

function lines(...all: string[]): string {
  return `${all.join("\n")}\n`;
}

const BLOCK = ["  ---", "  {", '    "error": "it is \\"so\\"\\n",', '    "reference": "x"', "  }", "  ..."];

describe("what a validation program says", () => {
  it("counts points that pass, fail, are skipped, and are still to do", () => {
    const { points, plans, errors } = parseTap(
      lines("TAP version 13", "ok 1 - a b", "not ok 2 - c", "ok 3 # SKIP not here", "not ok 4 # TODO later", "1..4"),
    );
    expect(points).toEqual([
      { ok: true, name: "a b" },
      { ok: false, name: "c" },
      { ok: true, name: "", skipped: "not here" },
      { ok: true, name: "", skipped: "later" },
    ]);
    expect({ plans, errors }).toEqual({ plans: 1, errors: [] });
  });

  it("takes an error below a point for that point's own, whether it passed or not", () => {
    expect(parseTap(lines("ok 1 - refused", "# note", ...BLOCK, "1..1")).errors).toEqual([]);
  });

  it("takes any other error for a failure", () => {
    expect(parseTap(lines("TAP version 13", ...BLOCK, "1..0")).errors).toEqual(['it is "so"']);
    expect(parseTap(lines("ok 1 - a", ...BLOCK, ...BLOCK, "1..1")).errors).toEqual(['it is "so"']);
  });

  it("does not take for points what a container printed, within a block", () => {
    const inner = ["  ---", "  {", '    "stderr": "",', '    "stdout": "not ok 1 - x\\n"', "  }", "  ..."];
    expect(parseTap(lines(...inner, "ok 1 - inside", "1..1"))).toEqual({
      points: [{ ok: true, name: "inside" }],
      plans: 1,
      errors: [],
    });
  });

  it("adds up documents that follow each other", () => {
    const { points, plans, errors } = parseTap(lines("ok 1 - a", "1..1", "TAP version 13", "ok 1 - b", "1..1"));
    expect({ points: points.length, plans, errors }).toEqual({ points: 2, plans: 2, errors: [] });
  });

  it("misses points that were planned", () => {
    expect(parseTap(lines("1..3", "ok 1 - a")).errors).toEqual(["3 points were planned, 1 were made"]);
  });

  it("says when the output ends too early", () => {
    expect(parseTap("ok 1 - a\n  ---\n  {").errors).toEqual(["the output ends within a YAML block"]);
  });
});
