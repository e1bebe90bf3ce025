import { existsSync, readdirSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { cgroupPathOf, hierarchyOf, readCgroup } from "../../harness/cgroups.ts";
import { all, withoutNamespace } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change, Linux } from "../../harness/config.ts";
import type { Scene } from "../../harness/scene.ts";

const MEGABYTE = 1024 * 1024;

function withResources(resources: NonNullable<Linux["resources"]>): Change {
  return (config) => {
    config.linux.resources = { devices: [{ allow: false, access: "rwm" }], ...resources };
  };
}

/** A file of the container's cgroup, while it runs. */
function look(scene: Scene, file: string, change: Change = () => {}): string {
  const controller = file.split(".")[0] ?? "";
  const container = scene.running(["sleep"], change);
  const seen = readCgroup(controller, cgroupPathOf(container.state().pid, controller), file);
  container.delete("--force").ok();
  return seen;
}

/** A limit, the file that it is written to, and what is read from there. */
const LIMITS: readonly { name: string; resources: NonNullable<Linux["resources"]>; file: string; value: string }[] = [
  {
    name: "memory: limit",
    resources: { memory: { limit: 64 * MEGABYTE } },
    file: "memory.limit_in_bytes",
    value: String(64 * MEGABYTE),
  },
  {
    name: "memory: reservation",
    resources: { memory: { reservation: 32 * MEGABYTE } },
    file: "memory.soft_limit_in_bytes",
    value: String(32 * MEGABYTE),
  },
  { name: "memory: swappiness", resources: { memory: { swappiness: 30 } }, file: "memory.swappiness", value: "30" },
  { name: "cpu: shares", resources: { cpu: { shares: 512 } }, file: "cpu.shares", value: "512" },
  {
    name: "cpu: shares above the kernel's most",
    resources: { cpu: { shares: 262_144 } },
    file: "cpu.shares",
    value: "262144",
  },
  {
    name: "cpu: quota",
    resources: { cpu: { quota: 20_000, period: 50_000 } },
    file: "cpu.cfs_quota_us",
    value: "20000",
  },
  {
    name: "cpu: period",
    resources: { cpu: { quota: 20_000, period: 50_000 } },
    file: "cpu.cfs_period_us",
    value: "50000",
  },
  { name: "cpuset: cpus", resources: { cpu: { cpus: "0" } }, file: "cpuset.cpus", value: "0" },
  { name: "cpuset: mems", resources: { cpu: { mems: "0" } }, file: "cpuset.mems", value: "0" },
  { name: "pids: limit", resources: { pids: { limit: 17 } }, file: "pids.max", value: "17" },
];

suite("cgroup v1", (check) => {
  for (const { name, resources, file, value } of LIMITS) {
    check(`${name} is ${value} in ${file}`, (scene) => {
      expect(look(scene, file, withResources(resources))).toBe(value);
    });
  }

  check("without limits the kernel's own hold", (scene) => {
    expect(look(scene, "pids.max")).toBe("max");
    expect(look(scene, "cpu.shares")).toBe("1024");
    expect(look(scene, "cpu.cfs_quota_us")).toBe("-1");
    expect(look(scene, "memory.limit_in_bytes")).toBe("9223372036854771712");
  });

  check("-1 is no limit", (scene) => {
    expect(look(scene, "pids.max", withResources({ pids: { limit: -1 } }))).toBe("max");
    expect(look(scene, "memory.limit_in_bytes", withResources({ memory: { limit: -1 } }))).toBe("9223372036854771712");
    expect(look(scene, "cpu.cfs_quota_us", withResources({ cpu: { quota: -1 } }))).toBe("-1");
  });

  check("cpu: a burst", (scene) => {
    expect(
      look(scene, "cpu.cfs_burst_us", withResources({ cpu: { quota: 20_000, period: 50_000, burst: 10_000 } })),
    ).toBe("10000");
  });

  check("cpu: idle", (scene) => {
    expect(look(scene, "cpu.idle", withResources({ cpu: { idle: 1 } }))).toBe("1");
  });

  check("memory: what needs more is killed", (scene) => {
    const limited = withResources({ memory: { limit: 16 * MEGABYTE } });
    expect(scene.container(scene.probeBundle(["alloc 64"])).run().status).toBe(0);
    expect(scene.container(scene.probeBundle(["alloc 64"], limited)).run().status).toBe(137);
  });

  check("memory: disableOOMKiller and useHierarchy are written", (scene) => {
    const seen = look(
      scene,
      "memory.oom_control",
      withResources({ memory: { limit: 64 * MEGABYTE, disableOOMKiller: true } }),
    );
    expect(seen).toContain("oom_kill_disable 1");
  });

  check("memory: a limit of 4 MB is enough to start", (scene) => {
    scene.inside(withResources({ memory: { limit: 4 * MEGABYTE } }));
  });

  check("memory: a number beyond 2^53 arrives whole", (scene) => {
    const bundle = scene.probeBundle(["sleep"]);
    const text = JSON.stringify({
      ...bundle.config,
      linux: { ...bundle.config.linux, resources: { memory: { limit: 12_345 } } },
    });
    bundle.writeText(text.replace("12345", "9007199254745088"));
    const container = scene.container(bundle);
    container.create().ok();
    const path = cgroupPathOf(container.state().pid, "memory");
    expect(readCgroup("memory", path, "memory.limit_in_bytes")).toBe("9007199254745088");
  });

  check("pids: forks end at the limit", (scene) => {
    const forks = (limit: number) => scene.inside(withResources({ pids: { limit } }), "forks 20").line(0);
    expect(forks(100)).toMatchObject({ count: 20, errno: "" });
    expect(forks(8)).toMatchObject({ count: 7, errno: "EAGAIN" });
  });

  check("cpu: a quota throttles", (scene) => {
    const share = (inside: { cpu: number; wall: number }) => inside.cpu / inside.wall;
    const limited = scene.inside(withResources({ cpu: { quota: 10_000, period: 100_000 } }), "spin 600").line(0);
    expect(share(limited)).toBeLessThan(0.35);
  });

  check("a value that the kernel does not take is an error, and nothing is left", (scene) => {
    scene.refuses(withResources({ cpu: { cpus: "4096-4097" } }), /cpuset|cpus/);
    scene.refuses(withResources({ pids: { limit: 99_999_999_999 } }), /pids/);
  });
});

suite("cgroup path", (check) => {
  check("absent: the container's id, in every hierarchy", (scene) => {
    const container = scene.running();
    const { pid } = container.state();
    for (const controller of ["memory", "cpu", "pids", "devices"]) {
      expect(cgroupPathOf(pid, controller), controller).toMatch(new RegExp(`/${container.id}$`));
    }
  });

  check("absolute: from the root of the hierarchy", (scene) => {
    const container = scene.running(["sleep"], (config) => {
      config.linux.cgroupsPath = "/fleet/ship";
    });
    expect(cgroupPathOf(container.state().pid, "pids")).toBe("/fleet/ship");
    container.delete("--force").ok();
    removeParents();
  });

  check("relative: below the runtime's own", (scene) => {
    const container = scene.running(["sleep"], (config) => {
      config.linux.cgroupsPath = "fleet/ship";
    });
    expect(cgroupPathOf(container.state().pid, "pids")).toMatch(/(^|\/)fleet\/ship$/);
    container.delete("--force").ok();
    removeParents();
  });

  check("`..` does not leave the hierarchy (GHSA-5g49-rx9x-qfc6)", (scene) => {
    const bundle = scene.probeBundle(["sleep"], (config) => {
      config.linux.cgroupsPath = "../../../../fleet-out";
    });
    const container = scene.container(bundle);
    const outcome = container.create();
    if (outcome.status === 0) expect(cgroupPathOf(container.state().pid, "pids")).toMatch(/^\/[^.]*fleet-out$/);
    expect(existsSync("/sys/fs/fleet-out")).toBe(false);
    container.delete("--force").ok();
  });

  check("a process without a PID namespace is in it as well", (scene) => {
    const container = scene.running(["child", "sleep"], withoutNamespace("pid"));
    const child = container.says("child").pid;
    expect(cgroupPathOf(child, "pids")).toBe(cgroupPathOf(container.state().pid, "pids"));
  });

  check("after delete no directory is left", (scene) => {
    const container = scene.running();
    const dirs = ["pids", "memory"].map((name) =>
      join(hierarchyOf(name) ?? "", cgroupPathOf(container.state().pid, name)),
    );
    container.delete("--force").ok();
    expect(dirs.map((dir) => existsSync(dir))).toEqual([false, false]);
  });

  check("two containers in one cgroup: an error, or the cgroup stays until both are gone", (scene) => {
    const path: Change = (config) => {
      config.linux.cgroupsPath = "/shared-ship";
    };
    const first = scene.running(["sleep"], path);
    const second = scene.container(scene.probeBundle(["sleep"], all(path)));
    second.create();
    second.delete("--force").ok();
    expect(first.state().status).toBe("running");
  });
});

/** Runtimes leave the parents that they made: they may be shared. */
function removeParents(): void {
  const mounts = readdirSync("/sys/fs/cgroup").map((name) => join("/sys/fs/cgroup", name, "fleet"));
  for (const dir of [...mounts, "/sys/fs/cgroup/fleet"]) {
    if (existsSync(dir)) rmdirSync(dir);
  }
}
