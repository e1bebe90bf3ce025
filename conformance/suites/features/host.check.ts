import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { all, withMount, withNamespace, withUserNamespace } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change, Config } from "../../harness/config.ts";
import { Announced } from "./announced.ts";

type Resources = NonNullable<Config["linux"]["resources"]>;

/** A limit of each controller, in kernels' names of v1, that any host with the controller takes. */
const LIMITS: Readonly<Record<string, (sizes: readonly string[]) => Resources>> = {
  blkio: () => ({ blockIO: { throttleReadBpsDevice: [{ major: 1, minor: 0, rate: 1_048_576 }] } }),
  cpu: () => ({ cpu: { shares: 512 } }),
  cpuset: () => ({ cpu: { cpus: "0" } }),
  devices: () => ({ devices: [{ allow: true, type: "c", major: 1, minor: 9, access: "r" }] }),
  hugetlb: ([pageSize = "2MB"]) => ({ hugepageLimits: [{ pageSize, limit: 0 }] }),
  memory: () => ({ memory: { limit: 67_108_864 } }),
  net_cls: () => ({ network: { classID: 1_048_577 } }),
  net_prio: () => ({ network: { priorities: [{ name: "lo", priority: 1 }] } }),
  pids: () => ({ pids: { limit: 64 } }),
  rdma: () => ({ rdma: { mlx5_1: { hcaHandles: 3 } } }),
};
/** These are limits of devices, which the host may lack where it has the controller. */
const WANT_DEVICES = ["blkio", "rdma"];

function withResources(resources: Resources): Change {
  return (config) => {
    config.linux.resources = { ...config.linux.resources, ...resources };
  };
}

function withRule(action: string, flags: string[] = []): Change {
  return (config) => {
    const syscalls = [{ names: ["swapoff"], action }];
    config.linux.seccomp = { defaultAction: "SCMP_ACT_ALLOW", flags, syscalls };
  };
}

function withPolicy(mode: string, flags: string[] = []): Change {
  const nodes = ["MPOL_DEFAULT", "MPOL_LOCAL"].includes(mode) ? {} : { nodes: "0" };
  return (config) => {
    config.linux.memoryPolicy = { mode, ...nodes, flags };
  };
}

suite("features of the host", (check) => {
  check("namespaces: each can be had, or is refused", (scene) => {
    const host = new Announced(scene);
    const types = host.below("namespaces.");
    expect(types.sort()).toEqual(["cgroup", "ipc", "mount", "network", "pid", "time", "user", "uts"]);
    for (const type of types) {
      const change = type === "user" ? withUserNamespace(0) : withNamespace(type);
      host.holds(`namespaces.${type}`, change, /namespace|unshare|clone/);
    }
    const withOffsets = all(withNamespace("time"), (config) => {
      config.linux.timeOffsets = { monotonic: { secs: 5 } };
    });
    host.holds("timeOffsets", withOffsets, /namespace|time/);
  });

  check("cgroups: a limit of each controller can be had, or is refused", (scene) => {
    const host = new Announced(scene);
    const sizes = host.detail("hugepages", "sizes")?.split(" ") ?? [];
    const controllers = host.below("cgroup.").filter((name) => !["v1", "v2"].includes(name));
    expect(controllers.sort()).toEqual(Object.keys(LIMITS).sort());
    for (const name of controllers) {
      if (host.available(`cgroup.${name}`) && WANT_DEVICES.includes(name)) continue;
      host.holds(`cgroup.${name}`, withResources(LIMITS[name]?.(sizes) ?? {}), /cgroup/);
    }
  });

  check("cgroups: each controller is in the hierarchy that is named", (scene) => {
    const host = new Announced(scene);
    expect([host.available("cgroup"), host.available("cgroup.v1") || host.available("cgroup.v2")]).toEqual([
      true,
      true,
    ]);
    const container = scene.running(["sleep"], (config) => {
      config.linux.cgroupsPath = "/announced";
    });
    expect(container.state().status).toBe("running");
    const v2 = host.available("cgroup.v2");
    for (const name of Object.keys(LIMITS).filter((each) => host.available(`cgroup.${each}`))) {
      const files = readdirSync(join(host.detail(`cgroup.${name}`, "hierarchy") ?? "", "announced"));
      // devices of v2 is a program, without files
      const prefix = !v2 ? `${name}.` : name === "devices" ? "cgroup." : `${name === "blkio" ? "io" : name}.`;
      expect(
        files.filter((file) => file.startsWith(prefix)),
        name,
      ).not.toEqual([]);
    }
  });

  check("security modules: a label can be had, or is refused", (scene) => {
    const host = new Announced(scene);
    const withProfile: Change = (config) => {
      config.process.apparmorProfile = "unconfined";
    };
    const withLabel: Change = (config) => {
      config.process.selinuxLabel = "system_u:system_r:init_t:s0";
    };
    host.holds("apparmor", withProfile, /apparmor/i);
    host.holds("selinux", withLabel, /selinux/i);
  });

  check("seccomp: each action and flag can be had, or is refused", (scene) => {
    const host = new Announced(scene);
    // these want an agent that listens: the suite seccomp has one
    const without = ["SCMP_ACT_NOTIFY", "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"];
    const names = host.below("seccomp.").filter((name) => !without.includes(name));
    expect(names.length).toBeGreaterThan(10);
    for (const name of names) {
      const change = name.startsWith("SCMP_ACT_") ? withRule(name) : withRule("SCMP_ACT_ERRNO", [name]);
      host.holds(`seccomp.${name}`, change, /seccomp/);
    }
  });

  check("intelRdt: a class of service can be had, or is refused", (scene) => {
    const withRdt: Change = (config) => {
      config.linux.intelRdt = {};
    };
    new Announced(scene).holds("intelRdt", withRdt, /intelRdt/);
  });

  check("memory policies: each mode and flag can be had, or is refused", (scene) => {
    const host = new Announced(scene);
    const names = host.below("memoryPolicy.");
    expect(names).toContain("MPOL_WEIGHTED_INTERLEAVE");
    for (const name of names) {
      const change = name.startsWith("MPOL_F_") ? withPolicy("MPOL_BIND", [name]) : withPolicy(name);
      host.holds(`memoryPolicy.${name}`, change, /memory policy|set_mempolicy|memoryPolicy/);
    }
  });

  check("mounts: ids can be mapped, or that is refused", (scene) => {
    const mappings = [{ containerID: 0, hostID: 1000, size: 10 }];
    // on whatever holds programs: that the file system of temporary files can do it too is not said (tmpfs: Linux 6.3)
    const mount = { destination: "/mnt", source: "/usr", options: ["bind", "ro"] };
    const mapped = withMount({ ...mount, uidMappings: mappings, gidMappings: mappings });
    new Announced(scene).holds("mountExtensions.idmap", mapped, /idmap|mount_setattr/);
  });

  check("an ordinary user is told what only root can", (scene) => {
    const told = new Announced(scene, { uid: 4242, gid: 4242 });
    expect(told.reason("cgroup")).toMatch("EACCES");
    for (const facility of ["cgroup", "netDevices", "mountExtensions.idmap"]) {
      expect(told.available(facility), facility).toBe(false);
    }
  });
});
