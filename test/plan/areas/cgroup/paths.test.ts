import { describe, expect, it } from "vitest";
import { containerCgroups } from "../../../../src/plan/areas/cgroup/paths.ts";
import type { Facts } from "../../../../src/plan/facts.ts";
import { planOf, planWithResources, stepsOf } from "../../fixtures/build.ts";
import { DELEGATED, HYBRID, ORDINARY, V2 } from "../../fixtures/facts.ts";
import { rootless } from "../../fixtures/specs.ts";

function dirs(path: string | undefined, facts: Facts): string[] {
  return containerCgroups(path, facts, "id").map((cgroup) => cgroup.dir);
}

describe("containerCgroups", () => {
  it("takes a relative path from the runtime's own cgroup in each v1 hierarchy", () => {
    expect(dirs("a/b", HYBRID)).toContain("/sys/fs/cgroup/memory/user.slice/a/b");
    expect(dirs("a/b", HYBRID)).toContain("/sys/fs/cgroup/cpuset/a/b");
    expect(dirs(undefined, HYBRID)).toContain("/sys/fs/cgroup/pids/user.slice/id");
  });

  it("takes an absolute path from the mount", () => {
    expect(dirs("/a/b", HYBRID)).toContain("/sys/fs/cgroup/memory/a/b");
    expect(dirs("/a/b", V2)).toEqual(["/sys/fs/cgroup/a/b"]);
  });

  it("counts on v2 from the parent of the runtime's own cgroup, which has processes", () => {
    expect(dirs(undefined, V2)).toEqual(["/sys/fs/cgroup/system.slice/id"]);
    const top: Facts = {
      ...V2,
      cgroup: { mode: "v2", hierarchies: [{ controllers: [], mount: "/sys/fs/cgroup", self: "/" }] },
    };
    expect(dirs(undefined, top)).toEqual(["/sys/fs/cgroup/id"]);
  });

  it("cleans the path, and never leaves the hierarchy", () => {
    expect(dirs("/a//./b/", V2)).toEqual(["/sys/fs/cgroup/a/b"]);
    for (const path of ["../x", "/a/../../x", "a/.."]) {
      expect(() => dirs(path, HYBRID)).toThrow('must not contain ".."');
    }
  });

  it("counts a hierarchy that is mounted twice once", () => {
    const [first, ...rest] = HYBRID.cgroup.hierarchies;
    if (first === undefined) throw new Error("the fixture has no hierarchy");
    const again = { ...HYBRID, cgroup: { ...HYBRID.cgroup, hierarchies: [first, ...rest, ...rest] } };
    expect(dirs("x", again)).toEqual(dirs("x", HYBRID));
  });
});

describe("the cgroup steps", () => {
  it("tolerate denial without privilege only", () => {
    expect(new Set(stepsOf(planOf(rootless(), ORDINARY), "cgroup.create").map((s) => s.ifDenied))).toEqual(
      new Set(["skip"]),
    );
    expect(new Set(stepsOf(planWithResources({}), "cgroup.create").map((s) => s.ifDenied))).toEqual(new Set(["fail"]));
  });

  it("tolerate what --rootless says, whoever the runtime is", () => {
    const asked = (facts: Facts, how: "true" | "false") =>
      stepsOf(planOf(rootless(), facts, { rootless: how }), "cgroup.create")[0]?.ifDenied;
    expect([asked(HYBRID, "true"), asked(ORDINARY, "true")]).toEqual(["skip", "skip"]);
    expect([asked(HYBRID, "false"), asked(ORDINARY, "false")]).toEqual(["fail", "fail"]);
  });

  it("enable all controllers with privilege, else those that a limit needs", () => {
    expect(stepsOf(planWithResources({}, V2), "cgroup.enable")[0]?.controllers).toEqual(V2.v2Controllers);
    expect(stepsOf(planOf(rootless(), DELEGATED), "cgroup.enable")).toEqual([]);
    const limited = { ...rootless(), linux: { ...rootless().linux, resources: { pids: { limit: 5 } } } };
    expect(stepsOf(planOf(limited, DELEGATED), "cgroup.enable")[0]?.controllers).toEqual(["pids"]);
  });

  it("refuse a limit that no controller of this host can hold", () => {
    const cpu = { ...rootless(), linux: { ...rootless().linux, resources: { cpu: { shares: 2 } } } };
    expect(() => planOf(cpu, DELEGATED)).toThrow("this host gives the runtime no cpu cgroup controller");
    const bare: Facts = { ...HYBRID, cgroup: { mode: "none", hierarchies: [] } };
    expect(() => planWithResources({}, bare)).toThrow("no devices cgroup controller");
  });
});
