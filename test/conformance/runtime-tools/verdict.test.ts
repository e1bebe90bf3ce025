import { describe, expect, it } from "vitest";
// @ts-expect-error plain JavaScript
import { EXPLAINED, OWN_BUGS } from "../../../conformance/runtime-tools/own-bugs.mjs";
// @ts-expect-error plain JavaScript
import { parseTap } from "../../../conformance/runtime-tools/tap.mjs";
// @ts-expect-error plain JavaScript
import { failures, verdict } from "../../../conformance/runtime-tools/verdict.mjs";

function outcome(text: string, rest: { status?: number; hung?: boolean; stderr?: string } = {}) {
  return { name: "any", status: 0, hung: false, stderr: "", ...rest, report: parseTap(text) };
}

const good = outcome("ok 1 - a\nok 2 - b\n1..2\n");
const bad = outcome("not ok 1 - a\nok 2 - b\n1..2\n");
const worse = outcome("not ok 1 - a\nnot ok 2 - b\n1..2\n");

describe("what failed", () => {
  it("is nothing where all points pass", () => expect(failures("x", good)).toEqual([]));

  it("is each point that failed, by its number, unless excused", () => {
    expect(failures("x", worse)).toEqual(["1 a", "2 b"]);
    expect(failures("x", worse, [1])).toEqual(["2 b"]);
  });

  it("is a program that ended badly, with its last words", () => {
    expect(failures("x", outcome("1..0\n", { status: 2, stderr: "a\nb\n" }))).toEqual(["ended with 2: a; b"]);
  });

  it("is a program that hung, or that said nothing", () => {
    expect(failures("x", outcome("", { status: 137, hung: true }))).toEqual(["did not end in time"]);
    expect(failures("x", outcome("", { stderr: "failed to create the container\n" }))).toEqual([
      "made no plan: failed to create the container",
    ]);
  });

  it("is not the silence of a program that wanted an error, and got it", () => {
    expect(failures("process_rlimits_fail", outcome(""))).toEqual([]);
  });
});

describe("the rule", () => {
  const bug = { files: ["x"], points: [1], reason: "it is wrong" };
  const judge = (given: Record<string, unknown>) => verdict({ file: "x", ours: bad, peers: [bad, good], ...given });

  it("holds for a file that passes, even where it is on a list", () => {
    expect(judge({ ours: good, bug, lack: "it" })).toBe("pass");
  });

  it("is broken by a file that one peer passes, and by one that there is no peer for", () => {
    expect(judge({})).toBe("FAIL");
    expect(judge({ peers: [] })).toBe("FAIL");
  });

  it("holds for a file that all peers fail", () => expect(judge({ peers: [bad, worse] })).toBe("as peers"));

  it("excuses a bug of the suite, and no other point of the file", () => {
    expect(judge({ bug })).toBe("own bug");
    expect(judge({ bug, ours: worse })).toBe("FAIL");
    expect(judge({ bug: { files: ["x"], reason: "all of it" }, ours: worse })).toBe("own bug");
  });

  it("excuses what the machine lacks", () => expect(judge({ lack: "hugetlb" })).toBe("lacks"));
});

describe("the lists", () => {
  it("name no file twice", () => {
    const files = [...OWN_BUGS, ...EXPLAINED].flatMap((entry: { files: string[] }) => entry.files);
    expect(files).toEqual([...new Set(files)]);
  });

  it("excuse these files and no others", () => {
    expect(OWN_BUGS.flatMap((entry: { files: string[] }) => entry.files).sort()).toEqual([
      "delete",
      "delete_resources",
      "hooks",
      "linux_cgroups_pids",
      "linux_cgroups_relative_pids",
      "misc_props",
      "pidfile",
      "poststart_fail",
      "process_capabilities_fail",
    ]);
  });
});
