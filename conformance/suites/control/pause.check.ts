import { expect } from "vitest";
import { suite } from "../../harness/check.ts";
import { isAlive } from "../../harness/processes.ts";
import { eventually, pauseSync } from "../../harness/waiting.ts";
import { cgroupOf, childOf, childrenOf, move, ticksOf } from "./cgroup-of.ts";

suite("pause", (check) => {
  check("what runs stands still, and runs on with resume", async (scene) => {
    const container = scene.running(["spin 60000"]);
    const { pid } = container.state();
    await eventually("some work", () => ticksOf(pid) > 0);
    scene.runtime.call(["pause", container.id]).ok();
    expect(container.state()).toMatchObject({ status: "paused", pid });
    const before = ticksOf(pid);
    pauseSync(200);
    expect(ticksOf(pid)).toBe(before);
    scene.runtime.call(["resume", container.id]).ok();
    expect(container.state().status).toBe("running");
    await eventually("more work", () => ticksOf(pid) > before);
  });

  check("list shows it", (scene) => {
    const container = scene.running();
    scene.runtime.call(["pause", container.id]).ok();
    const [entry] = JSON.parse(scene.runtime.call(["list", "--format", "json"]).ok().stdout);
    expect(entry).toMatchObject({ id: container.id, status: "paused" });
  });

  check("a container that waits for its start can be paused, and started after resume", async (scene) => {
    const container = scene.container(scene.probeBundle(["report", "sleep"]));
    container.create().ok();
    scene.runtime.call(["pause", container.id]).ok();
    expect(container.state().status).toBe("paused");
    container.start().fails(/paused/);
    scene.runtime.call(["resume", container.id]).ok();
    expect(container.state().status).toBe("created");
    container.start().ok();
    container.says("report");
  });

  check("in the wrong state: not running, not paused", async (scene) => {
    const container = scene.running();
    scene.runtime.call(["resume", container.id]).fails("not paused");
    scene.runtime.call(["pause", container.id]).ok();
    scene.runtime.call(["pause", container.id]).fails("not running");
    expect(container.state().status).toBe("paused");
    scene.runtime.call(["resume", container.id]).ok();
    container.kill("KILL").ok();
    await container.becomes("stopped");
    scene.runtime.call(["pause", container.id]).fails("not running");
    scene.runtime.call(["resume", container.id]).fails("not paused");
  });

  check("a container that does not exist is an error", (scene) => {
    scene.runtime.call(["pause", "nobody"]).fails("does not exist");
    scene.runtime.call(["resume", "nobody"]).fails("does not exist");
  });

  check("processes in cgroups below stand still too", async (scene) => {
    const container = scene.running(["child", "sleep"]);
    container.says("child");
    const { pid } = container.state();
    const dir = cgroupOf(pid, "freezer");
    const inner = childOf(scene, dir);
    const busy = scene.beside("/bin/sh", ["-c", "while :; do :; done"]);
    move(busy.pid, inner);
    await eventually("some work", () => ticksOf(busy.pid) > 0);
    scene.runtime.call(["pause", container.id]).ok();
    const before = ticksOf(busy.pid);
    pauseSync(200);
    expect(ticksOf(busy.pid)).toBe(before);
    scene.runtime.call(["resume", container.id]).ok();
    await eventually("more work", () => ticksOf(busy.pid) > before);
    busy.kill();
    await busy.ended;
  });

  check("a container that forks all the time can be paused, again and again", async (scene) => {
    const container = scene.running();
    const forks = scene.beside("/bin/sh", ["-c", "while :; do /bin/true; done"]);
    move(forks.pid, cgroupOf(container.state().pid, "freezer"));
    for (let round = 0; round < 10; round += 1) {
      scene.runtime.call(["pause", container.id]).ok();
      expect(container.state().status).toBe("paused");
      scene.runtime.call(["resume", container.id]).ok();
    }
    forks.kill();
    await forks.ended;
  });

  check("KILL ends a paused container", async (scene) => {
    const container = scene.running(["child", "sleep"]);
    container.says("child");
    const children = childrenOf(container.state().pid);
    scene.runtime.call(["pause", container.id]).ok();
    container.kill("KILL").ok();
    await container.becomes("stopped");
    await eventually("the child's end", () => children.every((pid) => !isAlive(pid)));
    container.delete().ok();
  });

  check("another signal waits for resume", (scene) => {
    const container = scene.running(["signal-wait 15", "sleep"]);
    container.says("ready");
    scene.runtime.call(["pause", container.id]).ok();
    container.kill("TERM").ok();
    pauseSync(100);
    expect(container.lines.map(({ verb }) => verb)).not.toContain("signal-wait");
    expect(container.state().status).toBe("paused");
    scene.runtime.call(["resume", container.id]).ok();
    expect(container.says("signal-wait").signal).toBe(15);
  });

  check("delete: a paused container is not stopped", (scene) => {
    const container = scene.running();
    scene.runtime.call(["pause", container.id]).ok();
    container.delete().fails(/paused/);
    expect(container.state().status).toBe("paused");
  });
});
