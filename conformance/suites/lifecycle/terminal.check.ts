import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { suite } from "../../harness/check.ts";
import type { Change } from "../../harness/config.ts";
import { probePath } from "../../harness/environment.ts";
import { mountAt } from "../../harness/mountinfo.ts";
import type { Background } from "../../harness/outcome.ts";
import { findReport, parseLines } from "../../harness/report.ts";
import type { Scene } from "../../harness/scene.ts";
import { eventually } from "../../harness/waiting.ts";

const terminal: Change = (config) => {
  config.process.terminal = true;
};

/** A receiver of descriptors on a new socket. */
async function receiver(scene: Scene, name = "socket"): Promise<{ path: string; beside: Background }> {
  const path = join(scene.dir, name);
  const beside = scene.beside(probePath, ["recvfd", path]);
  await beside.says("listening");
  return { path, beside };
}

suite("terminal", (check) => {
  check("--console-socket: one pty master, and its name", async (scene) => {
    const { path, beside } = await receiver(scene);
    const container = scene.container(scene.probeBundle(["report"], terminal));
    container.create(["--console-socket", path]).ok();
    container.start().ok();
    await beside.line("report");
    const lines = parseLines(beside.stdout);
    const received = lines.find(({ verb }) => verb === "recvfd");
    expect(received).toMatchObject({ count: 1, terminal: true });
    expect(received?.payload).toMatch(/pts|ptmx|\/dev/);
    const report = findReport(lines);
    expect(report.terminals.map((entry) => entry.terminal)).toEqual([true, true, true]);
    expect(report.controllingTerminal).toBe(true);
    expect(report.descriptors.map(({ fd }) => fd)).toEqual([0, 1, 2]);
  });

  check("--console-socket: detached run", async (scene) => {
    const { path, beside } = await receiver(scene);
    const container = scene.container(scene.probeBundle(["report", "sleep"], terminal));
    container.run(["--detach", "--console-socket", path]).ok();
    await beside.line("report");
    expect(container.state().status).toBe("running");
  });

  check("--console-socket: the terminal hangs up when the container ends", async (scene) => {
    const { path, beside } = await receiver(scene);
    const container = scene.container(scene.probeBundle(["cat"], terminal));
    container.create(["--console-socket", path]).ok();
    container.start().ok();
    await beside.line("recvfd");
    container.kill("KILL").ok();
    expect((await beside.ended).status).toBe(0);
  });

  check("/dev/console is the terminal", async (scene) => {
    const { path, beside } = await receiver(scene);
    const container = scene.container(scene.probeBundle(["stat /dev/console", "report"], terminal));
    container.create(["--console-socket", path]).ok();
    container.start().ok();
    await beside.line("report");
    const lines = parseLines(beside.stdout);
    expect(lines.find(({ verb }) => verb === "stat")).toMatchObject({ type: "character", major: 136 });
    expect(mountAt(findReport(lines).mountinfo, "/dev/console").type).toBe("devpts");
  });

  const size = { proves: ["/process/terminal", "/process/consoleSize/height", "/process/consoleSize/width"] };
  check("terminal and consoleSize: without a terminal, and windows of several sizes", size, async (scene) => {
    expect(scene.inside().report.terminals.map((entry) => entry.terminal)).toEqual([false, false, false]);
    for (const [height, width] of [
      [33, 99],
      [34, 99],
      [33, 98],
    ] as const) {
      const { path, beside } = await receiver(scene, `window-${height}-${width}`);
      const bundle = scene.probeBundle(["report"], (config) => {
        terminal(config);
        config.process.consoleSize = { height, width };
      });
      const container = scene.container(bundle);
      container.create(["--console-socket", path]).ok();
      container.start().ok();
      await beside.line("report");
      const { terminals } = findReport(parseLines(beside.stdout));
      expect(terminals[0]).toMatchObject({ terminal: true, rows: height, columns: width });
    }
  });

  check("the terminal belongs to the user", async (scene) => {
    const { path, beside } = await receiver(scene);
    const bundle = scene.probeBundle(["report"], (config) => {
      terminal(config);
      config.process.user = { uid: 1000, gid: 1000 };
    });
    const container = scene.container(bundle);
    container.create(["--console-socket", path]).ok();
    container.start().ok();
    await beside.line("report");
    expect(findReport(parseLines(beside.stdout)).descriptors[0]?.uid).toBe(1000);
  });

  check("create with a terminal and no socket is an error", (scene) => {
    scene
      .container(scene.probeBundle(["sleep"], terminal))
      .create()
      .fails(/console/i);
  });

  check("a socket without a terminal is an error", async (scene) => {
    const { path } = await receiver(scene);
    scene
      .container()
      .create(["--console-socket", path])
      .fails(/console|terminal/i);
  });

  check("a socket that nobody listens on is an error", (scene) => {
    const bundle = scene.probeBundle(["sleep"], terminal);
    scene
      .container(bundle)
      .create(["--console-socket", join(scene.dir, "nobody")])
      .fails(/no such file or directory/);
  });

  check("foreground: the caller's terminal is relayed, with its size", async (scene) => {
    const container = scene.container(scene.probeBundle(["report", "exit 9"], terminal));
    const words = scene.runtime.words(["run", "--bundle", container.bundle.dir, container.id]);
    const beside = scene.beside(probePath, ["pty", "21", "77", ...words]);
    const outcome = await beside.ended;
    const lines = parseLines(outcome.stdout);
    expect(findReport(lines).terminals[0]).toEqual({ terminal: true, rows: 21, columns: 77 });
    expect(outcome.status).toBe(9);
    expect(lines.find(({ verb }) => verb === "pty")?.restored).toBe(true);
  });

  check("foreground: a change of the window's size arrives", async (scene) => {
    const container = scene.container(scene.probeBundle(["window-wait 22"], terminal));
    const words = scene.runtime.words(["run", "--bundle", container.bundle.dir, container.id]);
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

  check("without a terminal there is none", (scene) => {
    const { report } = scene.inside();
    expect(report.terminals.map((entry) => entry.terminal)).toEqual([false, false, false]);
    expect(report.controllingTerminal).toBe(false);
  });

  check("--pidfd-socket: a pidfd of the container's init", async (scene) => {
    const { path, beside } = await receiver(scene);
    const container = scene.container();
    container.create(["--pidfd-socket", path]).ok();
    await beside.line("recvfd");
    const received = parseLines(beside.stdout).find(({ verb }) => verb === "recvfd");
    expect(received?.count).toBe(1);
    expect(received?.target).toMatch(/pidfd/);
    await eventually("Pid in fdinfo", () => received?.information.includes(`Pid:\t${container.state().pid}\n`));
    expect(readFileSync(`/proc/${container.state().pid}/comm`, "utf8")).not.toBe("");
  });
});
