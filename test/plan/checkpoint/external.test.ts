import { describe, expect, it } from "vitest";
import type { Spec } from "../../../src/config/spec.ts";
import { containerCgroups } from "../../../src/plan/areas/cgroup/paths.ts";
import {
  dumpedExternals,
  inheritedNamespaces,
  joinedNamespaces,
  restoredExternals,
  type SeenMount,
} from "../../../src/plan/checkpoint/external.ts";
import type { Facts } from "../../../src/plan/facts.ts";
import { HYBRID, V2 } from "../fixtures/facts.ts";
import { demo, resolved, withLinux, withNamespaces } from "../fixtures/specs.ts";

const OWN = ["pid", "network", "ipc", "uts", "mount", "cgroup"].map((type) => ({ type }));

function withBind(options: string[]): Spec {
  const spec = demo();
  return { ...spec, mounts: [...(spec.mounts ?? []), { destination: "/data", source: "/srv/data", options }] };
}

function dumped(spec: Spec, mounts: readonly SeenMount[] = [], facts: Facts = V2): string[] {
  return dumpedExternals({
    spec: resolved(spec),
    cgroups: containerCgroups(spec.linux?.cgroupsPath, facts, "box"),
    mounts,
    resolve: (destination) => (destination === "/var/run/data" ? "/run/data" : destination),
    inodeOf: (path) => path.length,
  });
}

function restored(spec: Spec, mounts: readonly SeenMount[] = [], facts: Facts = V2): string[] {
  const cgroups = containerCgroups(spec.linux?.cgroupsPath, facts, "box");
  return restoredExternals({ spec: resolved(spec), cgroups, mounts, notify: "/run/caisson/box/notify" });
}

describe("external mounts", () => {
  it("are binds, by their destination in the container; restored from their source", () => {
    expect(dumped(withBind(["bind"]))).toContain("mnt[/data]:/data");
    expect(restored(withBind(["bind"]))).toContain("mnt[/data]:/srv/data");
  });

  it("are where links in the container lead", () => {
    const mounts = [{ destination: "/var/run/data", source: "/srv/data", options: ["bind"] }];
    expect(dumped({ ...demo(), mounts })).toContain("mnt[/run/data]:/run/data");
  });

  it("are those below a recursive bind too, but not what config.json put there itself", () => {
    const spec = withLinux(withBind(["rbind"]), { maskedPaths: ["/data/secret"] });
    const seen = [
      { mountPoint: "/data", root: "/" },
      { mountPoint: "/data/disk", root: "/" },
      { mountPoint: "/data/secret", root: "/null" },
      { mountPoint: "/database", root: "/" },
    ];
    const names = dumped(spec, seen);
    expect(names).toContain("mnt[/data/disk]:/data/disk");
    expect(names).toContain("mnt[/data/secret]:/dev/null");
    expect(names.filter((name) => name.includes("/database"))).toEqual([]);
    expect(dumped(withBind(["bind"]), seen)).not.toContain("mnt[/data/disk]:/data/disk");
  });

  it("are restored from below the source", () => {
    const host = [{ mountPoint: "/srv/data/disk", root: "/" }];
    expect(restored(withBind(["rbind"]), host)).toContain("mnt[/data/disk]:/srv/data/disk");
    expect(restored(withBind(["bind"]), host)).not.toContain("mnt[/data/disk]:/srv/data/disk");
  });

  it("are masks of files, as far as there are any", () => {
    const spec = withLinux(demo(), { maskedPaths: ["/proc/kcore", "/proc/acpi", "/proc/missing"] });
    const seen = [
      { mountPoint: "/proc/kcore", root: "/null" },
      { mountPoint: "/proc/acpi", root: "/" },
    ];
    expect(dumped(spec, seen).filter((name) => name.startsWith("mnt[/proc"))).toEqual(["mnt[/proc/kcore]:/dev/null"]);
    expect(restored(spec)).toContain("mnt[/dev/null]:/dev/null");
  });

  it("are the directory of a service manager's socket, which config.json does not name", () => {
    const seen = [{ mountPoint: "/run/notify", root: "/" }];
    expect(dumped(demo(), seen)).toContain("mnt[/run/notify]:/run/notify");
    expect(dumped(demo())).not.toContain("mnt[/run/notify]:/run/notify");
    expect(restored(demo())).toContain("mnt[/run/notify]:/run/caisson/box/notify");
  });

  it("are cgroups without a namespace of their own", () => {
    const shared = withNamespaces(
      demo(),
      OWN.filter(({ type }) => type !== "cgroup"),
    );
    expect(dumped(shared)).toContain("mnt[/sys/fs/cgroup]:/sys/fs/cgroup");
    expect(restored(shared)).toContain(`mnt[/sys/fs/cgroup]:${containerCgroups(undefined, V2, "box").at(-1)?.dir}`);
    expect(dumped(shared, [], HYBRID)).toContain("mnt[/sys/fs/cgroup/memory]:/sys/fs/cgroup/memory");
    expect(restored(shared, [], HYBRID)).toContain("mnt[/sys/fs/cgroup/memory]:/sys/fs/cgroup/memory/user.slice/box");
    expect(dumped(withNamespaces(demo(), OWN)).filter((name) => name.startsWith("mnt[/sys"))).toEqual([]);
  });
});

describe("namespaces at a path", () => {
  const joining = withNamespaces(demo(), [
    { type: "network", path: "/run/netns/pod" },
    { type: "pid", path: "/proc/7/ns/pid" },
    { type: "ipc", path: "/proc/7/ns/ipc" },
  ]);

  it("are left out of the image under runc's keys", () => {
    expect(dumped(joining)).toContain("net[14]:extRootNetNS");
    expect(dumped(joining)).toContain("pid[14]:extRootPidNS");
  });

  it("are handed over, or joined by criu", () => {
    const spec = resolved(joining);
    expect(inheritedNamespaces(spec).map(({ key, path }) => [key, path])).toEqual([
      ["extRootNetNS", "/run/netns/pod"],
      ["extRootPidNS", "/proc/7/ns/pid"],
    ]);
    expect(joinedNamespaces(spec)).toEqual([{ ns: "ipc", nsFile: "/proc/7/ns/ipc" }]);
  });

  it("of cgroups cannot be restored into", () => {
    const spec = resolved(withNamespaces(demo(), [{ type: "cgroup", path: "/proc/7/ns/cgroup" }]));
    expect(() => joinedNamespaces(spec)).toThrow("CRIU cannot restore into the cgroup namespace /proc/7/ns/cgroup");
  });
});
