import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { all, withMount, withoutNamespace, withUserNamespace } from "../../harness/changes.ts";
import { type Check, suite } from "../../harness/check.ts";
import type { Change } from "../../harness/config.ts";
import type { Container } from "../../harness/container.ts";
import { probePath } from "../../harness/environment.ts";
import { mountAt } from "../../harness/mountinfo.ts";
import type { Background } from "../../harness/outcome.ts";
import { parseLines } from "../../harness/report.ts";
import type { Scene, Verb } from "../../harness/scene.ts";
import { eventually } from "../../harness/waiting.ts";

const READY: Verb = ["notify", "READY=1"];

interface Manager {
  readonly env: { readonly NOTIFY_SOCKET: string };
  readonly beside: Background;
}

/** What a service manager would be; it passes barriers after `delay` milliseconds. */
async function manager(scene: Scene, options: { address?: string; delay?: number } = {}): Promise<Manager> {
  const address = options.address ?? join(scene.dir, "manager");
  const beside = scene.beside(probePath, ["manager", address, String(options.delay ?? 0)]);
  await beside.says("listening");
  return { env: { NOTIFY_SOCKET: address }, beside };
}

function messages({ beside }: Manager) {
  return parseLines(beside.stdout).filter(({ verb }) => verb === "manager");
}

/** What it has heard beside barriers, in order. */
function heard(listening: Manager): string[] {
  return messages(listening)
    .map(({ text }) => text.trim())
    .filter((text) => text !== "BARRIER=1");
}

/** The runtime says these two things, and no other. */
async function hears(listening: Manager, mainPid: number): Promise<void> {
  await eventually("MAINPID", () => heard(listening).length > 1);
  expect(heard(listening)).toEqual(["READY=1", `MAINPID=${mainPid}`]);
}

function residentPages(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
}

function boxed(scene: Scene, verbs: readonly Verb[], change?: Change): Container {
  return scene.container(scene.probeBundle(verbs, change));
}

function started(check: Check): void {
  check("create and start: READY=1, and MAINPID of the container", async (scene) => {
    const listening = await manager(scene);
    const container = boxed(scene, [READY, "sleep"]);
    container.create([], listening).ok();
    expect(heard(listening)).toEqual([]);
    container.start(listening).ok();
    await hears(listening, container.state().pid);
  });

  check("run --detach: the same", async (scene) => {
    const listening = await manager(scene);
    const container = boxed(scene, [READY, "sleep"]);
    container.run(["--detach"], listening).ok();
    await hears(listening, container.state().pid);
  });

  check("run --detach waits for the container's word", async (scene) => {
    const listening = await manager(scene);
    const container = boxed(scene, ["signal-wait 10", READY, "sleep"]);
    const beside = container.runBeside(["--detach"], listening);
    await beside.line("ready");
    expect(container.state().status).toBe("running");
    expect(heard(listening)).toEqual([]);
    container.kill("USR1").ok();
    expect((await beside.ended).status).toBe(0);
    await hears(listening, container.state().pid);
  });

  check("an abstract socket", async (scene) => {
    const listening = await manager(scene, { address: `@conformance/${process.pid}` });
    const container = boxed(scene, [READY, "sleep"]);
    container.create([], listening).ok();
    container.start(listening).ok();
    await hears(listening, container.state().pid);
  });

  check("a user namespace, and an ordinary user in it", async (scene) => {
    const listening = await manager(scene);
    const container = boxed(
      scene,
      [READY, "sleep"],
      all(withUserNamespace(), (config) => {
        config.process.user = { uid: 1000, gid: 1000 };
      }),
    );
    scene.shell('chown -R 100000:100000 "$1" && chmod 755 "$2"', [container.bundle.rootfs, scene.dir]).ok();
    container.create([], listening).ok();
    container.start(listening).ok();
    await hears(listening, container.state().pid);
  });
}

function foreground(check: Check): void {
  check("run in the foreground: MAINPID is the runtime's own", async (scene) => {
    const listening = await manager(scene);
    const container = boxed(scene, [READY, "signal-wait 15 7"]);
    const beside = container.runBeside([], listening);
    await beside.line("ready");
    await hears(listening, beside.pid);
    beside.kill("SIGTERM");
    expect((await beside.ended).status).toBe(7);
    container.stateOutcome().fails("does not exist");
  });

  check("run in the foreground: no JavaScript engine waits for it", async (scene) => {
    const listening = await manager(scene);
    const container = boxed(scene, ["report", "sleep"]);
    const beside = container.runBeside([], listening);
    await beside.line("report");
    // the program may have spoken before the engine was done
    await eventually("a small process", () => residentPages(beside.pid) < 1024);
    container.kill("KILL").ok();
    expect((await beside.ended).status).toBe(137);
    expect(heard(listening)).toEqual([]);
  });

  check("run in the foreground: ready and gone at once", async (scene) => {
    const listening = await manager(scene);
    const container = boxed(scene, [READY, "exit 5"]);
    const beside = container.runBeside([], listening);
    expect((await beside.ended).status).toBe(5);
    await hears(listening, beside.pid);
  });
}

function inside(check: Check): void {
  check("the container sees a read-only directory with a socket, and its name in NOTIFY_SOCKET", async (scene) => {
    const listening = await manager(scene);
    const verbs: Verb[] = ["report", "stat /run/notify/notify.sock", "try-open /run/notify/x c", READY, "sleep"];
    const container = boxed(scene, verbs, (config) => {
      config.process.env.push("NOTIFY_SOCKET=/elsewhere");
    });
    container.create([], listening).ok();
    container.start(listening).ok();
    const { env, mountinfo } = container.report;
    expect(env.filter((entry) => entry.startsWith("NOTIFY_SOCKET="))).toEqual([
      "NOTIFY_SOCKET=/run/notify/notify.sock",
    ]);
    const { options } = mountAt(mountinfo, "/run/notify");
    expect(options).toEqual(expect.arrayContaining(["ro", "nosuid", "nodev", "noexec"]));
    expect(container.lines[1]).toMatchObject({ type: "socket", mode: "0777" });
    expect(container.lines[2]?.errno).toBe("EROFS");
  });

  check("over a mount of config.json at /run, and over one at /run/notify", async (scene) => {
    const listening = await manager(scene);
    for (const destination of ["/run", "/run/notify"]) {
      const container = boxed(
        scene,
        [READY, "sleep"],
        withMount({ destination, type: "tmpfs", source: "tmpfs", options: ["nosuid"] }),
      );
      container.create([], listening).ok();
      container.start(listening).ok();
      expect(heard(listening)).toContain(`MAINPID=${container.state().pid}`);
    }
  });

  check("without NOTIFY_SOCKET there is none", (scene) => {
    const { report } = scene.inside();
    expect(report.env.filter((entry) => entry.startsWith("NOTIFY_SOCKET"))).toEqual([]);
    expect(report.mountinfo).not.toContain("/run/notify");
  });

  check("delete leaves nothing, with the socket never used", async (scene) => {
    const listening = await manager(scene);
    const container = boxed(scene, ["sleep"]);
    container.create([], listening).ok();
    expect(statSync(join(scene.root, container.id, "notify")).mode & 0o777).toBe(0o755);
    container.delete("--force").ok();
    expect(existsSync(join(scene.root, container.id))).toBe(false);
  });
}

function hostile(check: Check): void {
  check("only READY=1 is handed on, of all that the container says", async (scene) => {
    const listening = await manager(scene);
    const verbs: Verb[] = [
      ["notify", "MAINPID=1\nSTATUS=evil\nFDSTORE=1", "barrier"],
      ["notify", "NOTREADY=1\nREADY=12"],
      ["notify", "x".repeat(60_000)],
      ["notify", "STATUS=up\nREADY=1\nMAINPID=1"],
      "sleep",
    ];
    const container = boxed(scene, verbs);
    container.create([], listening).ok();
    container.start(listening).ok();
    await hears(listening, container.state().pid);
    expect(container.lines[0]).toMatchObject({ errno: "", closed: true });
  });

  check("after READY=1 nobody listens: the container cannot fill a queue and hang", async (scene) => {
    const listening = await manager(scene);
    const container = boxed(scene, [READY, "spin 200", READY, "exit 3"]);
    expect(container.run([], listening).status).toBe(3);
    expect(container.lines.map(({ errno }) => errno)).toEqual(["", undefined, "ECONNREFUSED"]);
    expect(heard(listening).length).toBe(2);
  });

  check("MAINPID without a PID namespace", async (scene) => {
    const listening = await manager(scene);
    const container = boxed(scene, [READY, "sleep"], withoutNamespace("pid"));
    container.create([], listening).ok();
    container.start(listening).ok();
    await hears(listening, container.state().pid);
  });
}

function endings(check: Check): void {
  check("a container that ends without a word ends the waiting", async (scene) => {
    const listening = await manager(scene);
    const container = boxed(scene, ["exit 4"]);
    container.create([], listening).ok();
    container.start(listening).ok();
    expect(container.state().status).toBe("stopped");
    expect(boxed(scene, ["exit 4"]).run(["--detach"], listening).ok().stderr).toBe("");
    expect(boxed(scene, ["exit 4"]).run([], listening).status).toBe(4);
    expect(heard(listening)).toEqual([]);
  });

  check("a container that is killed while start waits", async (scene) => {
    const listening = await manager(scene);
    const container = boxed(scene, ["report", "sleep"]);
    container.create([], listening).ok();
    const beside = scene.runtime.begin(["start", container.id], listening);
    await eventually("the program", () => container.output.includes("report"));
    expect(container.state().status).toBe("running");
    container.kill("KILL").ok();
    expect((await beside.ended).status).toBe(0);
    container.delete().ok();
  });

  check("delete --force while start waits", async (scene) => {
    const listening = await manager(scene);
    const container = boxed(scene, ["report", "sleep"]);
    container.create([], listening).ok();
    const beside = scene.runtime.begin(["start", container.id], listening);
    await eventually("the program", () => container.output.includes("report"));
    container.delete("--force").ok();
    await beside.ended;
    container.stateOutcome().fails("does not exist");
  });

  check("a barrier follows: BARRIER=1 with one descriptor", async (scene) => {
    const listening = await manager(scene);
    const container = boxed(scene, [READY, "sleep"]);
    container.create([], listening).ok();
    container.start(listening).ok();
    expect(messages(listening)[2]).toMatchObject({ text: "BARRIER=1", count: 1 });
  });

  check("a manager that passes the barrier late is waited for", async (scene) => {
    const listening = await manager(scene, { delay: 500 });
    const container = boxed(scene, [READY, "sleep"]);
    container.create([], listening).ok();
    container.start(listening).ok();
    expect(listening.beside.stdout).toContain('"verb":"barrier"');
  });

  check("a manager that never passes the barrier is not waited for without end", async (scene) => {
    const listening = await manager(scene, { delay: 100_000 });
    const container = boxed(scene, [READY, "sleep"]);
    container.create([], listening).ok();
    const beside = scene.runtime.begin(["start", container.id], listening);
    expect((await beside.ended).status).toBe(0);
    expect(container.state().status).toBe("running");
  });

  check("a manager that is not there: the container runs, and a warning names it", (scene) => {
    const caller = { env: { NOTIFY_SOCKET: join(scene.dir, "nobody") } };
    const container = boxed(scene, ["sleep"]);
    container.create([], caller).ok();
    expect(container.start(caller).ok().stderr).toMatch(/no such file or directory: .*nobody/);
    expect(container.state().status).toBe("running");
  });

  check("start without a manager, of a container that was created with one", async (scene) => {
    const listening = await manager(scene);
    const container = boxed(scene, [READY, "sleep"]);
    container.create([], listening).ok();
    container.start().ok();
    expect(container.says("notify").errno).toBe("ENOENT");
    expect(container.state().status).toBe("running");
  });

  check("an address that is none: a warning, and no socket", (scene) => {
    const container = boxed(scene, ["report"]);
    const outcome = container.run([], { env: { NOTIFY_SOCKET: "vsock:2:1234" } }).ok();
    expect(outcome.stderr).toContain("NOTIFY_SOCKET");
    expect(container.report.mountinfo).not.toContain("/run/notify");
  });
}

suite("notify", (check) => {
  for (const part of [started, foreground, inside, hostile, endings]) part(check);
});
