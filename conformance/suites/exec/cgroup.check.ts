/** The cgroups of what exec starts. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { cgroupMode, cgroupPathOf, hierarchies } from "../../harness/cgroups.ts";
import { withNamespace } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Container } from "../../harness/container.ts";
import type { Scene } from "../../harness/scene.ts";
import { FAILURE } from "./executed.ts";

/** A process of exec that sleeps, as the host has it. */
function sleeper(scene: Scene, container: Container, flags: readonly string[] = []): number {
  const file = join(scene.dir, "pid");
  container.exec(["/probe", "sleep"], ["--detach", "--pid-file", file, ...flags]).ok();
  return Number(readFileSync(file, "utf8"));
}

/** The container's directory in every hierarchy that it has one in. */
function directories(container: Container): string[] {
  return hierarchies()
    .map((mount) => join(mount, container.id))
    .filter((dir) => {
      try {
        readdirSync(dir);
        return true;
      } catch {
        return false;
      }
    });
}

function makeBelow(container: Container, name: string): void {
  for (const dir of directories(container)) {
    mkdirSync(join(dir, name));
    // v1: a new cpuset takes nobody
    if (!dir.includes("/cpuset/")) continue;
    for (const file of ["cpuset.cpus", "cpuset.mems"])
      writeFileSync(join(dir, name, file), readFileSync(join(dir, file)));
  }
}

const lines = (pid: number) => readFileSync(`/proc/${pid}/cgroup`, "utf8");

suite("exec cgroup", (check) => {
  check("those of the container's init, with and without a cgroup namespace", (scene) => {
    for (const change of [() => {}, withNamespace("cgroup")]) {
      const container = scene.running(["sleep"], change);
      expect(lines(sleeper(scene, container))).toBe(lines(container.state().pid));
    }
  });

  check("the runtime itself never enters them", async (scene) => {
    const container = scene.running();
    const beside = container.execBeside(["/probe", "report", "--", "sleep"]);
    await beside.line("report");
    expect(lines(beside.pid)).toBe(lines(process.pid));
    beside.kill("SIGKILL");
  });

  check("--cgroup PATH: below the container's own, in every hierarchy", { flags: ["exec --cgroup"] }, (scene) => {
    const container = scene.running();
    makeBelow(container, "part");
    for (const path of ["part", "/part", "./part/", "x/../part"]) {
      const pid = sleeper(scene, container, ["--cgroup", path]);
      const controller = cgroupMode() === "v2" ? "" : "memory";
      expect(cgroupPathOf(pid, controller)).toBe(`${cgroupPathOf(container.state().pid, controller)}/part`);
    }
  });

  check("--cgroup CONTROLLER:PATH: in these hierarchies alone", (scene) => {
    const container = scene.running();
    makeBelow(container, "part");
    const pid = sleeper(scene, container, ["--cgroup", "memory,pids:part", "--cgroup", "cpu:/part"]);
    for (const controller of ["memory", "pids", "cpu"]) expect(cgroupPathOf(pid, controller)).toMatch(/\/part$/);
    expect(cgroupPathOf(pid, "freezer")).not.toMatch(/\/part$/);
  });

  check("--cgroup: a path that leads out is an error (GHSA-5g49-rx9x-qfc6)", (scene) => {
    const container = scene.running();
    const before = lines(container.state().pid);
    for (const path of ["..", "../..", "../other", "part/../..", `../${container.id}-2`]) {
      container.exec(["/probe", "exit", "0"], ["--cgroup", path]).fails(/sub cgroup path|no such file/, FAILURE);
    }
    expect(lines(container.state().pid)).toBe(before);
  });

  check("--cgroup: what is missing, unknown or given twice is an error", (scene) => {
    const container = scene.running();
    const exec = (...flags: string[]) => container.exec(["/probe", "exit", "0"], flags);
    exec("--cgroup", "missing").fails(/no such file or directory/, FAILURE);
    exec("--cgroup", "bogus:x").fails(/unknown controller bogus/, FAILURE);
    exec("--cgroup", ":x").fails(/cgroup/, FAILURE);
    exec("--cgroup", "memory:x", "--cgroup", "memory:y").fails(/memory/, FAILURE);
    exec("--cgroup", "x", "--cgroup", "y").fails(/cgroup/, FAILURE);
  });
});

suite("exec cgroup v2", (check) => {
  check("where the container has handed controllers down: beside its init", (scene) => {
    const container = scene.running(["sleep"], withNamespace("cgroup"));
    const { pid } = container.state();
    const dir = join("/sys/fs/cgroup", container.id);
    mkdirSync(join(dir, "init"));
    writeFileSync(join(dir, "init/cgroup.procs"), String(pid));
    const [controller] = readFileSync(join(dir, "cgroup.controllers"), "utf8").split(" ");
    writeFileSync(join(dir, "cgroup.subtree_control"), `+${controller?.trim()}`);
    expect(lines(sleeper(scene, container))).toBe(`0::/${container.id}/init\n`);
    // a path that is given is what is wanted
    container.exec(["/probe", "exit", "0"], ["--cgroup", "/"]).fails(/busy/, FAILURE);
  });
});
