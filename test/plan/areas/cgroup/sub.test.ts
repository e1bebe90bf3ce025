import { describe, expect, it } from "vitest";
import type { MadeCgroup } from "../../../../src/plan/areas/cgroup/made.ts";
import { execCgroups } from "../../../../src/plan/areas/cgroup/sub.ts";

const MADE: readonly MadeCgroup[] = [
  { dir: "/c/cpu,cpuacct/web", controllers: ["cpu", "cpuacct"], ifDenied: "skip", from: "default:cgroupsPath" },
  { dir: "/c/memory/web", controllers: ["memory"], ifDenied: "skip", from: "default:cgroupsPath" },
];
const UNIFIED: readonly MadeCgroup[] = [
  { dir: "/c/web", controllers: [], ifDenied: "fail", from: "/linux/cgroupsPath" },
];

function places(made: readonly MadeCgroup[], ...sub: [string, string][]): string[] {
  return execCgroups(made, { subCgroups: new Map(sub) }).map(({ dir }) => dir);
}

describe("execCgroups", () => {
  it("is what create made, with its tolerance", () => {
    expect(execCgroups(MADE, { subCgroups: new Map() })).toEqual([
      { version: 1, dir: "/c/cpu,cpuacct/web", from: "default:cgroupsPath", ifDenied: "skip", ifBusy: "beside-init" },
      { version: 1, dir: "/c/memory/web", from: "default:cgroupsPath", ifDenied: "skip", ifBusy: "beside-init" },
    ]);
  });

  it("is a path below each, which must be had", () => {
    const [goal] = execCgroups(UNIFIED, { subCgroups: new Map([["", "a/b"]]) });
    expect(goal).toEqual({ version: 2, dir: "/c/web/a/b", from: "option:--cgroup", ifDenied: "fail", ifBusy: "fail" });
    expect(places(MADE, ["", "/a//./b/"])).toEqual(["/c/cpu,cpuacct/web/a/b", "/c/memory/web/a/b"]);
    expect(places(UNIFIED, ["", "a/../b"])).toEqual(["/c/web/b"]);
    expect(places(UNIFIED, ["", "/"])).toEqual(["/c/web"]);
  });

  it("is a path below those of a controller alone", () => {
    expect(places(MADE, ["memory", "m"])).toEqual(["/c/cpu,cpuacct/web", "/c/memory/web/m"]);
    expect(places(MADE, ["cpuacct", "c"])).toEqual(["/c/cpu,cpuacct/web/c", "/c/memory/web"]);
  });

  it.each(["..", "../web2", "a/../..", "/..", "a/b/../../../c"])("is never %s, which leads out", (path) => {
    expect(() => places(UNIFIED, ["", path])).toThrow("is not a sub cgroup path");
  });

  it("knows the controllers that there are", () => {
    expect(() => places(MADE, ["bogus", "x"])).toThrow("unknown controller bogus in --cgroup");
    expect(() => places(UNIFIED, ["memory", "x"])).toThrow("unknown controller memory in --cgroup");
  });
});
