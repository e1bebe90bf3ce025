/** How exec ends, and in which states of a container it begins. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { hierarchyOf } from "../../harness/cgroups.ts";
import { suite } from "../../harness/check.ts";
import type { Container } from "../../harness/container.ts";
import { isAlive } from "../../harness/processes.ts";
import type { Scene } from "../../harness/scene.ts";
import { eventually, eventuallySync } from "../../harness/waiting.ts";
import { FAILURE } from "./executed.ts";

/** Freezes the container; returns how to thaw it. */
function frozen(scene: Scene, container: Container): () => void {
  const v1 = hierarchyOf("freezer");
  const [file, ice, water] =
    v1 === undefined || v1 === "/sys/fs/cgroup"
      ? [join("/sys/fs/cgroup", container.id, "cgroup.freeze"), "1", "0"]
      : [join(v1, container.id, "freezer.state"), "FROZEN", "THAWED"];
  const thaw = () => writeFileSync(file, water);
  scene.atEnd(() => {
    try {
      thaw();
    } catch {
      // deleted
    }
  });
  // cgroup-v1/freezer-subsystem.rst: what forked meanwhile is frozen by writing it again
  eventuallySync("the freezing", () => {
    writeFileSync(file, ice);
    return readFileSync(file, "latin1").trim() === ice;
  });
  return thaw;
}

suite("exec status", (check) => {
  check("the program's own exit status", (scene) => {
    const container = scene.running();
    for (const status of [0, 1, 7, 126, 255])
      expect(container.exec(["/probe", "exit", String(status)]).status).toBe(status);
  });

  check("128 and the signal that ended it", (scene) => {
    const container = scene.running();
    for (const signal of [9, 15, 11])
      expect(container.exec(["/probe", "die", String(signal)]).status).toBe(128 + signal);
  });

  check("signals to the runtime are the program's", async (scene) => {
    const container = scene.running();
    for (const [number, name] of [
      [15, "SIGTERM"],
      [2, "SIGINT"],
      [10, "SIGUSR1"],
    ] as const) {
      const beside = container.execBeside(["/probe", "signal-wait", String(number), "9"]);
      await beside.says("ready");
      beside.kill(name);
      expect((await beside.ended).status).toBe(9);
    }
  });

  check("the runtime's death leaves the program running, as that of any monitor does", async (scene) => {
    const container = scene.running();
    const file = join(scene.dir, "pid");
    const beside = container.execBeside(["/probe", "report", "--", "sleep"], ["--pid-file", file]);
    await beside.line("report");
    beside.kill("SIGKILL");
    await beside.ended;
    const pid = Number(readFileSync(file, "utf8"));
    expect(isAlive(pid)).toBe(true);
  });

  check("in the foreground a process of a few pages waits, and no engine", async (scene) => {
    const container = scene.running();
    const beside = container.execBeside(["/probe", "report", "--", "sleep"]);
    await beside.line("report");
    const kib = await eventually("the monitor", () => {
      const text = readFileSync(`/proc/${beside.pid}/status`, "utf8");
      const size = Number(/^VmRSS:\s+(\d+)/m.exec(text)?.[1]);
      return size < 4096 ? size : undefined;
    });
    expect(kib).toBeLessThan(4096);
    beside.kill("SIGKILL");
  });

  check("errors: no program, no such program, no permission", (scene) => {
    const container = scene.running();
    container.bundle.put("plain", "text");
    mkdirSync(join(container.bundle.rootfs, "directory"));
    container.exec([]).fails(/args cannot be empty/, FAILURE);
    container.exec(["nosuch"]).fails(/exec: \\?"nosuch\\?": executable file not found in \$PATH/, FAILURE);
    container.exec(["/nosuch"]).fails(/exec: \\?"\/nosuch\\?": stat \/nosuch: no such file or directory/, FAILURE);
    container.exec(["/plain"]).fails(/exec: \\?"\/plain\\?": permission denied/, FAILURE);
    container.exec(["/directory"]).fails(/exec: \\?"\/directory\\?": .*(permission denied|is a directory)/, FAILURE);
  });

  check("errors: the log has them too", (scene) => {
    const container = scene.running();
    const log = join(scene.dir, "log.json");
    const runtime = scene.runtimeWith({ flags: ["--log", log, "--log-format", "json"] });
    runtime.call(["exec", container.id, "nosuch"]).fails("executable file not found in $PATH", FAILURE);
    const [last] = readFileSync(log, "utf8").trim().split("\n").slice(-1);
    expect(JSON.parse(last ?? "")).toMatchObject({ level: "error", msg: expect.stringContaining('exec: "nosuch"') });
  });

  check("errors: a container that does not exist", (scene) => {
    scene.runtime.call(["exec", "nobody", "true"]).fails("does not exist", FAILURE);
  });

  check("errors: what is wrong with the command line is status 1, as under runc", (scene) => {
    const { id } = scene.running();
    scene.runtime.call(["exec"]).fails("exec", 1);
    scene.runtime.call(["exec", "--bogus", id, "/probe"]).fails("bogus", 1);
    scene.runtime.call(["exec", "--preserve-fds", "x", id, "/probe"]).fails("preserve-fds", 1);
  });

  check("a created container: what waits there is not disturbed", (scene) => {
    const container = scene.container();
    container.create().ok();
    expect(container.inside(["report"]).report.pid).toBeGreaterThan(1);
    expect(container.state().status).toBe("created");
    container.start().ok();
    expect(container.inside(["report"]).report.hostname).toBe("box");
  });

  check("a stopped container is an error", async (scene) => {
    const container = scene.running();
    container.kill("KILL").ok();
    await container.becomes("stopped");
    container.exec(["/probe", "report"]).fails(/stopped container/, FAILURE);
  });

  check("a container whose create was killed is an error", (scene) => {
    const container = scene.container();
    mkdirSync(join(scene.root, container.id), { recursive: true });
    container.exec(["/probe", "report"]).fails(/box-1|does not exist/, FAILURE);
  });

  check("a paused container is an error", (scene) => {
    const container = scene.running();
    frozen(scene, container);
    container.exec(["/probe", "report"]).fails("cannot exec in a paused container", FAILURE);
  });

  check(
    "--ignore-paused: it runs as soon as the container is resumed",
    { flags: ["exec --ignore-paused"] },
    async (scene) => {
      const container = scene.running();
      const thaw = frozen(scene, container);
      const beside = container.execBeside(["/probe", "report"], ["--ignore-paused"]);
      await new Promise((done) => setTimeout(done, 200));
      expect(beside.stdout).toBe("");
      thaw();
      expect((await beside.ended).status).toBe(0);
    },
  );

  check("256 execs at once, four at a time: every status is its own", (scene) => {
    const container = scene.running();
    const one = 'i=$1; shift; "$@" "$i"; s=$?; [ "$s" = "$i" ] || echo "$i: $s"';
    const script = 'one=$1; shift; seq 0 255 | xargs -P 4 -I "{}" sh -c "$one" sh "{}" "$@"';
    const words = scene.runtime.words(["exec", container.id, "/probe", "exit"]);
    expect(scene.shell(script, [one, ...words], { limit: 55_000 }).ok().stdout).toBe("");
  });
});
