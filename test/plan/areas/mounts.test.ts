import { describe, expect, it } from "vitest";
import type { Mount, Spec } from "../../../src/config/spec.ts";
import type { InitStep } from "../../../src/plan/steps.ts";
import { planOf, planWithLinux, stepsOf } from "../fixtures/build.ts";
import { HYBRID, NESTED, ORDINARY, V2 } from "../fixtures/facts.ts";
import { demo, mapped, rootless } from "../fixtures/specs.ts";

const RDONLY = 1;
const CGROUP: Mount = { destination: "/sys/fs/cgroup", type: "cgroup", source: "cgroup", options: ["ro", "nosuid"] };

function mountsOf(plan: ReturnType<typeof planOf>, under: string): InitStep[] {
  return plan.create.flatMap((step) => {
    if (step.at !== "init") return [];
    const path = "target" in step && step.op !== "symlink.create" ? step.target : "path" in step ? step.path : "";
    return path === under || path.startsWith(`${under}/`) ? [step] : [];
  });
}

function words(steps: readonly InitStep[]): string[] {
  return steps.map((step) => ("target" in step ? `${step.op} ${step.target}` : step.op));
}

describe("a read-only tmpfs", () => {
  const readonly = (destination: string): Mount => ({ destination, type: "tmpfs", source: "tmpfs", options: ["ro"] });

  function attributesAt(destination: string, mounts: Mount[]): [string, number][] {
    return planOf({ ...demo(), mounts }).create.flatMap((step): [string, number][] => {
      const here = (step.op === "mount.fs" || step.op === "mount.remount") && step.target === destination;
      return here ? [[step.op, step.attrSet & RDONLY]] : [];
    });
  }

  it("stays writable until its nodes are made", () => {
    expect(attributesAt("/dev", [readonly("/dev")])).toEqual([
      ["mount.fs", 0],
      ["mount.remount", RDONLY],
    ]);
  });

  it("stays writable until mounts below it are made", () => {
    const below: Mount = { destination: "/x/y", type: "bind", source: "/srv", options: ["bind"] };
    expect(attributesAt("/x", [readonly("/x"), below])).toHaveLength(2);
    expect(attributesAt("/x", [below, readonly("/x")])).toEqual([["mount.fs", RDONLY]]);
  });

  it("is read-only at once where nothing follows", () => {
    expect(attributesAt("/x", [readonly("/x")])).toEqual([["mount.fs", RDONLY]]);
  });
});

describe("tmpcopyup", () => {
  const mounts: Mount[] = [
    { destination: "/run", type: "tmpfs", source: "tmpfs", options: ["tmpcopyup"] },
    { destination: "/tmp", type: "tmpfs", source: "tmpfs" },
  ];

  it("is part of the mount, without devices where none could be made", () => {
    const copied = (spec: Spec) => stepsOf(planOf({ ...spec, mounts }), "mount.fs").map((step) => step.copyUp);
    expect(copied(demo())).toEqual(["all", "nothing"]);
    expect(copied(mapped())).toEqual(["all-but-devices", "nothing"]);
  });
});

describe("mapped ids", () => {
  const bind = (destination: string, ...options: string[]): Mount => ({ destination, source: "/srv", options });
  const own = {
    uidMappings: [{ containerID: 0, hostID: 7, size: 1 }],
    gidMappings: [{ containerID: 0, hostID: 8, size: 1 }],
  };

  it("cost one user namespace for all mounts with the same maps, and are made before any namespace", () => {
    const mounts = [
      { ...bind("/a", "bind"), ...own },
      bind("/b", "bind"),
      { ...bind("/c", "rbind", "ridmap"), ...own },
      { ...bind("/d", "bind"), uidMappings: own.gidMappings, gidMappings: own.uidMappings },
    ];
    const plan = planOf({ ...demo(), mounts });
    expect(stepsOf(plan, "idmap.make").map(({ slot, from }) => [slot, from])).toEqual([
      [0, "/mounts/0"],
      [1, "/mounts/3"],
    ]);
    const sources = stepsOf(plan, "source.open").map(({ slot, idmap, idmapRecursive }) => [
      slot,
      idmap,
      idmapRecursive,
    ]);
    expect(sources).toEqual([
      [0, 0, false],
      [1, 0, true],
      [2, 1, false],
    ]);
    expect(stepsOf(plan, "source.place").map(({ slot, target }) => [slot, target])).toEqual([
      [0, "/a"],
      [1, "/c"],
      [2, "/d"],
    ]);
    expect(stepsOf(plan, "mount.bind").map(({ target }) => target)).toContain("/b");
  });

  it("are the container's without maps of their own", () => {
    const spec = { ...mapped(), mounts: [bind("/a", "bind", "idmap")] };
    const hundred = [{ containerID: 0, hostID: 100_000, size: 65_536 }];
    expect(stepsOf(planOf(spec), "idmap.make")).toMatchObject([{ slot: 0, uids: hundred, gids: hundred }]);
    const joined = { ...spec, linux: { namespaces: [{ type: "mount" }, { type: "user", path: "/run/ns" }] } };
    expect(stepsOf(planOf(joined), "idmap.open")).toMatchObject([{ slot: 0, path: "/run/ns" }]);
  });

  it("are an error without privilege", () => {
    const spec = { ...rootless(), mounts: [bind("/a", "bind", "idmap")] };
    expect(() => planOf(spec, ORDINARY)).toThrow("an ordinary user may not map the ids of a mount");
  });
});

describe("a cgroup mount", () => {
  const withCgroup = (...types: string[]): ReturnType<typeof demo> => ({
    ...demo(),
    mounts: [CGROUP],
    linux: { ...demo().linux, namespaces: types.map((type) => ({ type })) },
  });

  it("shows on v1 every hierarchy, closed at the end", () => {
    const steps = mountsOf(planOf(withCgroup("mount", "cgroup")), "/sys/fs/cgroup");
    expect(words(steps)[0]).toBe("mount.fs /sys/fs/cgroup");
    expect(words(steps)).toContain("mount.fs /sys/fs/cgroup/memory");
    expect(words(steps)).toContain("symlink.create cpu,cpuacct");
    expect(words(steps).at(-1)).toBe("mount.remount /sys/fs/cgroup");
    const systemd = steps.find((step) => step.op === "mount.fs" && step.target.endsWith("/systemd"));
    expect(systemd).toMatchObject({ type: "cgroup", options: ["name=systemd"], attrSet: RDONLY | 2 });
  });

  it("binds the container's own cgroups without a cgroup namespace", () => {
    const binds = stepsOf(planOf(withCgroup("mount")), "mount.bind");
    expect(binds.map((step) => step.source)).toContain("/sys/fs/cgroup/memory/user.slice/demo");
    expect(binds.every((step) => step.ifMissing === "fail" && !step.recursive)).toBe(true);
  });

  it("is one mount on v2", () => {
    expect(words(mountsOf(planOf(withCgroup("mount", "cgroup"), V2), "/sys/fs/cgroup"))).toEqual([
      "mount.fs /sys/fs/cgroup",
    ]);
    expect(stepsOf(planOf(withCgroup("mount"), V2), "mount.bind")).toMatchObject([
      { source: "/sys/fs/cgroup/system.slice/demo", target: "/sys/fs/cgroup" },
    ]);
  });

  it("never leaves the host's hierarchy in sight without privilege (CVE-2023-25809)", () => {
    const namespaces = [{ type: "mount" }, { type: "user" }];
    const spec = { ...rootless(), linux: { ...rootless().linux, namespaces } };
    const steps = mountsOf(planOf(spec, { ...ORDINARY, cgroup: V2.cgroup }), "/sys/fs/cgroup");
    expect(steps.map((step) => step.op)).toEqual(["path.mask", "mount.bind"]);
    expect(steps[1]).toMatchObject({ ifMissing: "skip" });
    expect(mountsOf(planOf(spec, ORDINARY), "/sys/fs/cgroup")[0]?.op).toBe("mount.fs");
  });
});

describe("propagation", () => {
  const of = (rootfsPropagation?: string): unknown[] => {
    const plan = planWithLinux(rootfsPropagation === undefined ? {} : { rootfsPropagation }, HYBRID);
    return [...stepsOf(plan, "tree.propagation"), ...stepsOf(plan, "rootfs.propagation")].map((step) => [
      step.propagation,
      step.recursive,
    ]);
  };
  const [UNBINDABLE, PRIVATE, SLAVE, SHARED] = [1 << 17, 1 << 18, 1 << 19, 1 << 20];

  it("is slave for the whole tree unless config.json says otherwise", () => {
    expect(of()).toEqual([[SLAVE, true]]);
  });

  it("never leaves a part of the tree tied to the host but where sharing is asked for", () => {
    expect(of("private")).toEqual([
      [PRIVATE, true],
      [PRIVATE, false],
    ]);
    expect(of("slave")[0]).toEqual([SLAVE, true]);
    expect(of("rshared")).toEqual([
      [SHARED, true],
      [SHARED, true],
    ]);
  });

  it("makes the root unbindable only once it is entered", () => {
    expect(of("unbindable")).toEqual([
      [SLAVE, true],
      [UNBINDABLE, false],
    ]);
  });
});

describe("sources of binds", () => {
  const bind: Mount = { destination: "/data", type: "bind", source: "/srv", options: ["bind"] };
  const spec = () => ({ ...mapped(), mounts: [bind] });

  it("are opened before the user namespace by who has the privilege over the host's mounts", () => {
    expect(stepsOf(planOf(spec(), HYBRID), "source.open")).toHaveLength(1);
    expect(stepsOf(planOf(spec(), HYBRID), "mount.bind")).toEqual([]);
  });

  it("are opened in it by root of a user namespace, which has none", () => {
    expect(stepsOf(planOf(spec(), NESTED), "source.open")).toEqual([]);
    expect(stepsOf(planOf(spec(), NESTED), "mount.bind")).toHaveLength(1);
  });
});
