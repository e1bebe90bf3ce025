import { expect } from "vitest";
import { withoutNamespace } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Container } from "../../harness/container.ts";
import { cgroupOf, childOf, childrenOf, move } from "./cgroup-of.ts";

function pidsOf({ runtime, id }: Container): number[] {
  return JSON.parse(runtime.call(["ps", "--format", "json", id]).ok().stdout);
}

suite("ps", (check) => {
  check("--format json: the pids on the host, as a flat list", { flags: ["ps --format"] }, (scene) => {
    const container = scene.running(["child", "sleep"]);
    container.says("child");
    const { pid } = container.state();
    const expected = [pid, ...childrenOf(pid)];
    expect(expected).toHaveLength(2);
    expect(pidsOf(container).sort()).toEqual(expected.sort());
    const short = scene.runtime.call(["ps", "-f", "json", container.id]).ok();
    expect(JSON.parse(short.stdout)).toHaveLength(2);
  });

  check("--format json: without a PID namespace", (scene) => {
    const container = scene.running(["child", "sleep"], withoutNamespace("pid"));
    const child = container.says("child").pid;
    expect(pidsOf(container).sort()).toEqual([container.state().pid, child].sort());
  });

  check("--format json: processes in cgroups below", async (scene) => {
    const container = scene.running();
    const { pid } = container.state();
    const sleeper = scene.beside("/bin/sleep", ["60"]);
    // every v1 hierarchy that a runtime may look in
    for (const controller of ["devices", "memory"]) {
      const dir = cgroupOf(pid, controller);
      move(sleeper.pid, dir.endsWith("/inner") ? dir : childOf(scene, dir));
      if (dir === cgroupOf(pid, "freezer")) break;
    }
    expect(pidsOf(container)).toContain(sleeper.pid);
    sleeper.kill();
    await sleeper.ended;
  });

  check("a container that waits for its start has its init", (scene) => {
    const container = scene.container();
    container.create().ok();
    expect(pidsOf(container)).toEqual([container.state().pid]);
  });

  check("a table: the heading of ps -ef, and the container's processes alone", (scene) => {
    const container = scene.running(["child", "sleep"]);
    container.says("child");
    const { pid } = container.state();
    const [heading = "", ...lines] = scene.runtime.call(["ps", container.id]).ok().stdout.trimEnd().split("\n");
    expect(heading).toMatch(/^UID\s+PID\s+PPID\s/);
    expect(lines.map((line) => Number(line.split(/\s+/)[1])).sort()).toEqual([pid, ...childrenOf(pid)].sort());
    expect(lines.every((line) => line.includes("/probe"))).toBe(true);
  });

  check("a table: options of ps follow the id, flags too", (scene) => {
    const container = scene.running();
    const { pid } = container.state();
    const { stdout } = scene.runtime.call(["ps", container.id, "-e", "-o", "comm,pid"]).ok();
    expect(stdout.split("\n").map((line) => line.trim().split(/\s+/))).toEqual([
      ["COMMAND", "PID"],
      ["probe", String(pid)],
      [""],
    ]);
    expect(scene.runtime.call(["ps", container.id, "aux"]).ok().stdout).toMatch(/^USER\s+PID\s+%CPU/);
  });

  check("a table without a column for pids is an error", (scene) => {
    const container = scene.running();
    scene.runtime.call(["ps", container.id, "-e", "-o", "comm"]).fails(/PID/);
  });

  check("options that ps refuses are an error with its words", (scene) => {
    const container = scene.running();
    scene.runtime.call(["ps", container.id, "--no-such-option"]).fails(/unknown|unsupported|option/i);
  });

  check("a format that does not exist is an error", (scene) => {
    const container = scene.running();
    expect(scene.runtime.call(["ps", "--format", "yaml", container.id]).status).toBe(1);
  });

  check("a container that does not exist is an error", (scene) => {
    scene.runtime.call(["ps", "nobody"]).fails("does not exist");
  });

  check("a container that has stopped has none", async (scene) => {
    const container = scene.running();
    container.kill("KILL").ok();
    await container.becomes("stopped");
    expect(pidsOf(container) ?? []).toEqual([]);
  });

  check("a paused container's processes are shown", (scene) => {
    const container = scene.running();
    const { pid } = container.state();
    scene.runtime.call(["pause", container.id]).ok();
    expect(pidsOf(container)).toEqual([pid]);
  });
});
