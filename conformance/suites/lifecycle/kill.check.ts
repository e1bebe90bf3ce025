import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { expect } from "vitest";
import { cgroupMode } from "../../harness/cgroups.ts";
import { withoutNamespace } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import { isAlive } from "../../harness/processes.ts";
import { eventually } from "../../harness/waiting.ts";
import { cgroupOf, childOf, childrenOf, move, processesIn } from "../control/cgroup-of.ts";

/** As callers write it, and the number that arrives. */
const SPELLINGS: readonly [string, number][] = [
  ["TERM", 15],
  ["SIGTERM", 15],
  ["15", 15],
  ["term", 15],
  ["HUP", 1],
  ["SIGINT", 2],
  ["QUIT", 3],
  ["USR1", 10],
  ["SIGUSR2", 12],
  ["WINCH", 28],
  ["34", 34],
  ["RTMIN+1", 35],
];

suite("kill", (check) => {
  check("without a signal it is TERM", (scene) => {
    const container = scene.running([`signal-wait ${constants.signals.SIGTERM}`]);
    container.says("ready");
    container.kill().ok();
    expect(container.says("signal-wait").signal).toBe(constants.signals.SIGTERM);
  });

  for (const [word, number] of SPELLINGS) {
    check(`${word} arrives as ${number}`, (scene) => {
      const container = scene.running([`signal-wait ${number}`]);
      container.says("ready");
      container.kill(word).ok();
      expect(container.says("signal-wait").signal).toBe(number);
    });
  }

  check("a signal that does not exist is an error", (scene) => {
    const container = scene.running();
    for (const word of ["SIGNOPE", "0x9", "65"]) container.kill(word).fails(/signal/i);
    expect(container.state().status).toBe("running");
  });

  check("KILL ends a container that waits for its start", async (scene) => {
    const container = scene.container();
    container.create().ok();
    container.kill("KILL").ok();
    await container.becomes("stopped");
  });

  check("TERM ends a container that waits for its start", async (scene) => {
    const container = scene.container();
    container.create().ok();
    container.kill("TERM").ok();
    await container.becomes("stopped");
  });

  check("--all reaches every process of the cgroup", async (scene) => {
    const container = scene.running(["child", "sleep"], withoutNamespace("pid"));
    const child = container.says("child").pid;
    scene.runtime.call(["kill", "--all", container.id, "KILL"]).ok();
    await container.becomes("stopped");
    await eventually("the child's end", () => !isAlive(child));
  });

  check(
    "--all: another signal than KILL reaches them too, and without it only init",
    { flags: ["kill --all"] },
    async (scene) => {
      const container = scene.running(["child", "sleep"]);
      const children = () => {
        const { pid } = container.state();
        const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
        return text === "" ? [] : text.split(" ").map(Number);
      };
      container.says("child");
      const [child = 0] = children();
      container.kill("USR1");
      expect(isAlive(child)).toBe(true);
      scene.runtime.call(["kill", "--all", container.id, "USR1"]).ok();
      await eventually("the child's end", () => !isAlive(child));
    },
  );

  check("--all: in a container that forks all the time, none is missed", async (scene) => {
    const container = scene.running(["sleep"], withoutNamespace("pid"));
    const { pid } = container.state();
    const dirs = ["freezer", "pids", "memory", "devices"].map((controller) => cgroupOf(pid, controller));
    const [dir = ""] = dirs;
    const script = 'for dir; do echo $$ >"$dir/cgroup.procs"; done; while :; do /bin/sleep 60 & /bin/true; done';
    const forks = scene.beside("/bin/sh", ["-c", script, "sh", ...dirs]);
    await eventually("some forks", () => processesIn(dir).length > 5);
    scene.runtime.call(["kill", "--all", container.id, "KILL"]).ok();
    await container.becomes("stopped");
    await forks.ended;
    await eventually("the end of all", () => processesIn(dir).length === 0);
  });

  check("--all: processes in cgroups below, with and without a PID namespace", async (scene) => {
    for (const change of [() => {}, withoutNamespace("pid")]) {
      const container = scene.running(["child", "sleep"], change);
      container.says("child");
      const { pid } = container.state();
      const [child = 0] = childrenOf(pid);
      move(child, childOf(scene, cgroupOf(pid, "freezer")));
      scene.runtime.call(["kill", "--all", container.id, "KILL"]).ok();
      await container.becomes("stopped");
      await eventually("the child's end", () => !isAlive(child));
      container.delete().ok();
    }
  });

  check("--all: KILL reaches a paused container, another signal waits for resume", async (scene) => {
    const container = scene.running(["child", "signal-wait 10", "sleep"]);
    container.says("ready");
    const [child = 0] = childrenOf(container.state().pid);
    scene.runtime.call(["pause", container.id]).ok();
    scene.runtime.call(["kill", "--all", container.id, "USR1"]).ok();
    expect(container.state().status).toBe("paused");
    // what ends a process gets through the freezer of v2
    if (cgroupMode() !== "v2") expect(isAlive(child)).toBe(true);
    scene.runtime.call(["resume", container.id]).ok();
    await eventually("the child's end", () => !isAlive(child));
    scene.runtime.call(["pause", container.id]).ok();
    scene.runtime.call(["kill", "--all", container.id, "KILL"]).ok();
    await container.becomes("stopped");
  });

  check("--all: a stopped container is no error, and what is left of it gets the signal", async (scene) => {
    const container = scene.running(["child", "sleep"], withoutNamespace("pid"));
    const child = container.says("child").pid;
    process.kill(container.state().pid, "SIGKILL");
    await container.becomes("stopped");
    expect(isAlive(child)).toBe(true);
    scene.runtime.call(["kill", "--all", container.id, "TERM"]).ok();
    await eventually("the child's end", () => !isAlive(child));
    scene.runtime.call(["kill", "--all", container.id, "KILL"]).ok();
  });

  check("--all: a container that waits for its start", async (scene) => {
    const container = scene.container();
    container.create().ok();
    scene.runtime.call(["kill", "--all", container.id, "KILL"]).ok();
    await container.becomes("stopped");
  });

  check(
    "KILL without a PID namespace ends what a stopped container has left; without anything left it is an error",
    async (scene) => {
      const container = scene.running(["child", "sleep"], withoutNamespace("pid"));
      const child = container.says("child").pid;
      process.kill(container.state().pid, "SIGKILL");
      await container.becomes("stopped");
      container.kill("KILL").ok();
      await eventually("the child's end", () => !isAlive(child));
      container.kill("TERM").fails("container not running");
      container.kill("KILL").fails("container not running");
    },
  );

  check("KILL without a PID namespace ends the children too", async (scene) => {
    const container = scene.running(["child", "sleep"], withoutNamespace("pid"));
    const child = container.says("child").pid;
    container.kill("KILL").ok();
    await container.becomes("stopped");
    await eventually("the child's end", () => !isAlive(child));
  });
});
