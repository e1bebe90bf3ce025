import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { expect } from "vitest";
import { withoutNamespace } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import { isAlive } from "../../harness/processes.ts";
import { eventually } from "../../harness/waiting.ts";

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

  check("KILL without a PID namespace ends the children too", async (scene) => {
    const container = scene.running(["child", "sleep"], withoutNamespace("pid"));
    const child = container.says("child").pid;
    container.kill("KILL").ok();
    await container.becomes("stopped");
    await eventually("the child's end", () => !isAlive(child));
  });
});
