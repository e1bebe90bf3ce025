import { existsSync, readdirSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { cgroupPathOf, hierarchyOf } from "../../harness/cgroups.ts";
import { all, withoutNamespace } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change } from "../../harness/config.ts";

suite("cgroup path", (check) => {
  check("absent: the container's id, in every hierarchy", (scene) => {
    const container = scene.running();
    const { pid } = container.state();
    for (const controller of ["memory", "cpu", "pids", "devices"]) {
      expect(cgroupPathOf(pid, controller), controller).toMatch(new RegExp(`/${container.id}$`));
    }
  });

  check("absolute: from the root of the hierarchy", { proves: ["/linux/cgroupsPath"] }, (scene) => {
    const container = scene.running(["sleep"], (config) => {
      config.linux.cgroupsPath = "/fleet/ship";
    });
    expect(cgroupPathOf(container.state().pid, "pids")).toBe("/fleet/ship");
    expect(cgroupPathOf(scene.running().state().pid, "pids")).not.toMatch("/fleet");
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

  check("the cgroup of a container that has ended is still its own", async (scene) => {
    const path: Change = (config) => {
      config.linux.cgroupsPath = "/shared-ship";
    };
    const first = scene.running(["sleep"], path);
    first.kill("KILL").ok();
    await first.becomes("stopped");
    scene
      .container(scene.probeBundle(["sleep"], path))
      .create()
      .fails(first.id);
    first.delete().ok();
    scene.running(["sleep"], path);
  });
});

/** Runtimes leave the parents that they made: they may be shared. */
function removeParents(): void {
  const mounts = readdirSync("/sys/fs/cgroup").map((name) => join("/sys/fs/cgroup", name, "fleet"));
  for (const dir of [...mounts, "/sys/fs/cgroup/fleet"]) {
    if (existsSync(dir)) rmdirSync(dir);
  }
}
