/** Terminals of what exec starts, and the sockets that their masters go to. */
import { join } from "node:path";
import { expect } from "vitest";
import { suite } from "../../harness/check.ts";
import { probePath } from "../../harness/environment.ts";
import { probeArgs } from "../../harness/inside.ts";
import type { Background } from "../../harness/outcome.ts";
import { findReport, parseLines } from "../../harness/report.ts";
import type { Scene } from "../../harness/scene.ts";
import { eventually } from "../../harness/waiting.ts";
import { FAILURE, processOf } from "./executed.ts";

/** A receiver of descriptors on a new socket. */
async function receiver(scene: Scene): Promise<{ path: string; beside: Background }> {
  const path = join(scene.dir, "socket");
  const beside = scene.beside(probePath, ["recvfd", path]);
  await beside.says("listening");
  return { path, beside };
}

suite("exec terminal", (check) => {
  check(
    "--tty, in the foreground: the caller's terminal is relayed, with its size",
    { flags: ["exec --tty"] },
    async (scene) => {
      const container = scene.running();
      const words = scene.runtime.words(["exec", "--tty", container.id, "/probe", "report", "--", "exit", "9"]);
      const outcome = await scene.beside(probePath, ["pty", "21", "77", ...words]).ended;
      const lines = parseLines(outcome.stdout);
      const report = findReport(lines);
      expect(report.terminals[0]).toEqual({ terminal: true, rows: 21, columns: 77 });
      expect(report.controllingTerminal).toBe(true);
      expect(report.descriptors.map(({ fd }) => fd)).toEqual([0, 1, 2]);
      expect(report.descriptors[0]?.target).toMatch(/^\/dev\/pts\/\d+$/);
      expect(outcome.status).toBe(9);
      expect(lines.find(({ verb }) => verb === "pty")?.restored).toBe(true);
    },
  );

  check("--tty, in the foreground: a change of the window's size arrives", async (scene) => {
    const container = scene.running();
    const words = scene.runtime.words(["exec", "-t", container.id, "/probe", "window-wait", "22"]);
    const beside = scene.beside(probePath, ["pty", "21", "77", ...words]);
    await beside.line("window");
    beside.kill("SIGUSR1");
    const outcome = await beside.ended;
    expect(outcome.status).toBe(0);
    expect(parseLines(outcome.stdout).findLast(({ verb }) => verb === "window-changed")).toMatchObject({
      rows: 22,
      columns: 77,
    });
  });

  check("--tty, where the caller has no terminal", (scene) => {
    const container = scene.running();
    const { report } = container.inside(["report"], ["--tty"]);
    expect(report.terminals.map(({ terminal }) => terminal)).toEqual([true, true, true]);
  });

  check(
    "--console-socket: one pty master of the container's own devpts",
    { flags: ["exec --console-socket"] },
    async (scene) => {
      const container = scene.running();
      const { path, beside } = await receiver(scene);
      container.exec(["/probe", "report", "--", "sleep"], ["--tty", "--detach", "--console-socket", path]).ok();
      await beside.line("report");
      const lines = parseLines(beside.stdout);
      expect(lines.find(({ verb }) => verb === "recvfd")).toMatchObject({ count: 1, terminal: true });
      expect(findReport(lines).controllingTerminal).toBe(true);
    },
  );

  check("--console-socket: a terminal and its size from a process file", async (scene) => {
    const container = scene.running();
    const { path, beside } = await receiver(scene);
    const process = processOf(container, ["report"], {
      terminal: true,
      consoleSize: { height: 31, width: 97 },
      user: { uid: 1000, gid: 1000 },
    });
    container.execProcess(process, ["-d", "--console-socket", path]).ok();
    await beside.line("report");
    const report = findReport(parseLines(beside.stdout));
    expect(report.terminals[0]).toEqual({ terminal: true, rows: 31, columns: 97 });
    expect(report.descriptors[0]?.uid).toBe(1000);
  });

  check("/dev/console stays the container's", async (scene) => {
    const container = scene.running();
    const verbs = ["report", "stat /dev/console"];
    const before = container.inside(verbs).line(1);
    const words = scene.runtime.words(["exec", "--tty", container.id, "/probe", ...probeArgs(verbs)]);
    const outcome = await scene.beside(probePath, ["pty", "21", "77", ...words]).ended;
    expect(parseLines(outcome.stdout).find(({ verb }) => verb === "stat")).toEqual(before);
  });

  check("errors: detached without a socket, a socket without a terminal, one that nobody listens on", (scene) => {
    const container = scene.running();
    const path = join(scene.dir, "nobody");
    const exec = (...flags: string[]) => container.exec(["/probe", "report"], flags);
    exec("--tty", "--detach").fails(/cannot allocate tty/, FAILURE);
    exec("--console-socket", path).fails(/console socket/, FAILURE);
    exec("--detach", "--console-socket", path).fails(/console socket/, FAILURE);
    exec("--tty", "--detach", "--console-socket", path).fails(/no such file or directory/, FAILURE);
  });

  check("--pidfd-socket: a pidfd of the process", { flags: ["exec --pidfd-socket"] }, async (scene) => {
    const container = scene.running();
    const { path, beside } = await receiver(scene);
    const file = join(scene.dir, "pid");
    container.exec(["/probe", "sleep"], ["--detach", "--pidfd-socket", path, "--pid-file", file]).ok();
    const received = await beside.line("recvfd");
    expect(received.target).toMatch(/pidfd/);
    const pid = scene.shell('cat "$1"', [file]).ok().stdout;
    await eventually("Pid in fdinfo", () => received.information.includes(`Pid:\t${pid}\n`));
  });
});
