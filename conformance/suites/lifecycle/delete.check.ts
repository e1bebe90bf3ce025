import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { withoutNamespace } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change } from "../../harness/config.ts";
import type { Container } from "../../harness/container.ts";
import { probePath } from "../../harness/environment.ts";
import { isAlive } from "../../harness/processes.ts";
import type { Scene } from "../../harness/scene.ts";
import { slowness } from "../../harness/waiting.ts";
import { cgroupOf, childOf, childrenOf, move, setFrozen } from "../control/cgroup-of.ts";

/** With force, in less than 10 s, and nothing of it is there any more. */
function expectGone(scene: Scene, container: Container, pids: readonly number[]): void {
  const begin = Date.now();
  container.delete("--force").ok();
  expect(Date.now() - begin).toBeLessThan(10_000 * slowness);
  expect(pids.filter(isAlive)).toEqual([]);
  container.stateOutcome().fails("does not exist");
  expect(existsSync(join(scene.root, container.id))).toBe(false);
}

/** Init and the child that sleeps. */
function pidsOf(container: Container): number[] {
  container.says("child");
  const { pid } = container.state();
  return [pid, ...childrenOf(pid)];
}

const SHARES: readonly [string, Change][] = [
  ["with a PID namespace", () => {}],
  ["without a PID namespace", withoutNamespace("pid")],
];

suite("delete --force", (check) => {
  check("a container that waits for its start", (scene) => {
    const container = scene.container();
    container.create().ok();
    expectGone(scene, container, [container.state().pid]);
  });

  for (const [name, change] of SHARES) {
    check(`a running container, ${name}`, (scene) => {
      const container = scene.running(["child", "sleep"], change);
      expectGone(scene, container, pidsOf(container));
    });

    check(`a paused container, ${name}`, (scene) => {
      const container = scene.running(["child", "sleep"], change);
      const pids = pidsOf(container);
      scene.runtime.call(["pause", container.id]).ok();
      expectGone(scene, container, pids);
    });

    check(`processes in cgroups below, ${name}`, (scene) => {
      const container = scene.running(["child", "sleep"], change);
      const [pid = 0, child = 0] = pidsOf(container);
      for (const controller of ["freezer", "memory", "pids"]) {
        const dir = cgroupOf(child, controller);
        if (!dir.endsWith("/inner")) move(child, childOf(scene, dir));
      }
      expectGone(scene, container, [pid, child]);
    });

    check(`a cgroup below that is frozen, ${name}`, (scene) => {
      const container = scene.running(["child", "sleep"], change);
      const [pid = 0, child = 0] = pidsOf(container);
      const inner = childOf(scene, cgroupOf(pid, "freezer"));
      move(child, inner);
      setFrozen(inner, true);
      expectGone(scene, container, [pid, child]);
    });
  }

  check("a container whose init has ended, and whose children live on", async (scene) => {
    const container = scene.running(["child", "sleep"], withoutNamespace("pid"));
    const pids = pidsOf(container);
    process.kill(pids[0] ?? 0, "SIGKILL");
    await container.becomes("stopped");
    expectGone(scene, container, pids);
  });

  check("such a container that is frozen", async (scene) => {
    const container = scene.running(["child", "sleep"], withoutNamespace("pid"));
    const pids = pidsOf(container);
    const [pid = 0] = pids;
    const freezer = cgroupOf(pid, "freezer");
    process.kill(pid, "SIGKILL");
    await container.becomes("stopped");
    setFrozen(freezer, true);
    scene.atEnd(() => setFrozen(freezer, false));
    expectGone(scene, container, pids);
  });

  check("one that does not exist is no error, twice", (scene) => {
    const container = scene.running();
    container.delete("--force").ok();
    container.delete("--force").ok();
    scene.runtime.call(["delete", "--force", "nobody"]).ok();
  });

  check("a directory that a create left at its very beginning", (scene) => {
    const dir = join(scene.root, "left");
    for (const files of [[], ["lock"], ["lock", "state.json.new"]]) {
      mkdirSync(dir, { recursive: true });
      for (const name of files) writeFileSync(join(dir, name), "");
      scene.runtime.call(["delete", "--force", "left"]).ok();
      expect(existsSync(dir)).toBe(false);
    }
  });

  check("poststop hooks run, once, after the container has gone", (scene) => {
    const file = join(scene.dir, "hooked");
    const container = scene.running(["sleep"], (config) => {
      config.hooks = { poststop: [{ path: probePath, args: ["probe", "hook", "gone", file] }] };
    });
    const { pid } = container.state();
    scene.runtime.call(["pause", container.id]).ok();
    expectGone(scene, container, [pid]);
    expect(readFileSync(file, "utf8").trim().split("\n")).toHaveLength(1);
  });

  check("a poststop hook that fails: the container is gone all the same", (scene) => {
    const container = scene.running(["sleep"], (config) => {
      config.hooks = { poststop: [{ path: "/bin/false", args: ["false"] }] };
    });
    const { pid } = container.state();
    container.delete("--force");
    expect(isAlive(pid)).toBe(false);
    container.delete("--force").ok();
    container.stateOutcome().fails("does not exist");
  });
});
