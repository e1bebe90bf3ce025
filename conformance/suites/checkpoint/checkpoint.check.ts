import { existsSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { cgroupPathOf, readCgroup } from "../../harness/cgroups.ts";
import { withMount, withNamespace } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import { probePath } from "../../harness/environment.ts";
import { parseMountinfo } from "../../harness/mountinfo.ts";
import { parseLines } from "../../harness/report.ts";
import type { Scene } from "../../harness/scene.ts";
import { eventually, eventuallySync } from "../../harness/waiting.ts";
import { addHook, readLog } from "../hooks/hooked.ts";
import { checkpoint, images, prepared, restored, type Started, started } from "./saved.ts";

/** Saves it, makes another one of it, and waits until that has said more. */
function saveAndRestore(scene: Scene, { container, piped }: Started, ...flags: readonly string[]): Started {
  piped.says("count", 2);
  checkpoint(scene, container, ...flags).ok();
  const again = restored(scene, container.bundle, "--detach", ...flags);
  again.piped.ok();
  again.piped.says("count", 2);
  return again;
}

/** Where what is mounted, and how: ids and propagation are the kernel's. */
function mountsOf(pid: number): string[] {
  const entries = parseMountinfo(readFileSync(`/proc/${pid}/mountinfo`, "utf8"));
  return entries.map(({ target, options, type }) => `${target} ${type} ${options.join(",")}`).sort();
}

suite("checkpoint", (check) => {
  check(
    "what is in memory goes on, under another id",
    { flags: ["checkpoint --image-path", "restore --image-path", "restore --bundle"] },
    (scene) => {
      const first = started(scene);
      const again = saveAndRestore(scene, first);
      first.container.stateOutcome().fails("does not exist");
      const last = first.piped.lines("count").at(-1)?.number ?? 0;
      expect(again.piped.lines("count").map(({ number }) => number)[0]).toBe(last + 1);
      expect(again.container.state()).toMatchObject({ status: "running", bundle: first.container.bundle.dir });
    },
  );

  check("--leave-running: it counts on, and the copy too", { flags: ["checkpoint --leave-running"] }, (scene) => {
    const { container, piped } = started(scene);
    piped.says("count");
    checkpoint(scene, container, "--leave-running").ok();
    const counted = piped.lines("count").length;
    piped.says("count", counted + 2);
    const again = restored(scene, container.bundle, "--detach");
    again.piped.ok();
    again.piped.says("count", 2);
    expect(container.state().status).toBe("running");
    expect(again.container.state().status).toBe("running");
  });

  check(
    "--pre-dump, then --parent-path: only what has changed since",
    { flags: ["checkpoint --pre-dump", "checkpoint --parent-path"] },
    (scene) => {
      const { container, piped } = started(scene);
      piped.says("count");
      const before = ["checkpoint", "--pre-dump", "--image-path", images(scene, "before"), container.id];
      scene.runtime.call(before).ok();
      expect(container.state().status).toBe("running");
      checkpoint(scene, container, "--parent-path", "../before").ok();
      expect(readlinkSync(join(images(scene), "parent"))).toBe("../before");
      const again = restored(scene, container.bundle, "--detach");
      again.piped.ok();
      again.piped.says("count", 2);
    },
  );

  check("--work-path: CRIU's log and statistics are there", { flags: ["checkpoint --work-path"] }, (scene) => {
    const { container, piped } = started(scene);
    piped.says("count");
    const work = images(scene, "work");
    checkpoint(scene, container, "--work-path", work).ok();
    expect(existsSync(join(work, "dump.log"))).toBe(true);
    expect(existsSync(join(images(scene), "dump.log"))).toBe(false);
  });

  // the loopback device of a new network namespace is up again, too
  check(
    "--tcp-established: a connection goes on; without it that is an error",
    { flags: ["checkpoint --tcp-established", "restore --tcp-established"] },
    (scene) => {
      const { container, piped } = started(scene, ["connection"]);
      piped.says("connection", 2);
      checkpoint(scene, container).fails(/criu/);
      expect(container.state().status).toBe("running");
      checkpoint(scene, container, "--tcp-established").ok();
      const again = restored(scene, container.bundle, "--detach", "--tcp-established");
      again.piped.ok();
      again.piped.says("connection", 3);
      expect(again.piped.lines("connection").every(({ errno }) => errno === "")).toBe(true);
    },
  );

  check(
    "--file-locks: a lock is held on; without it that is an error",
    { flags: ["checkpoint --file-locks", "restore --file-locks"] },
    (scene) => {
      const first = started(scene, ["lock /tmp/lock", "count"], withMount({ destination: "/tmp", type: "tmpfs" }));
      first.piped.says("count");
      checkpoint(scene, first.container).fails(/criu/);
      const { container } = saveAndRestore(scene, first, "--file-locks");
      const inode = scene.shell(`stat -c %i /proc/${container.state().pid}/root/tmp/lock`).ok().stdout.trim();
      expect(readFileSync("/proc/locks", "utf8")).toMatch(new RegExp(`FLOCK .*:${inode} `));
    },
  );

  check("mounts are as they were: binds, masks, a read-only root", (scene) => {
    const shared = join(scene.dir, "shared");
    mkdirSync(shared);
    const first = started(scene, ["count"], (config) => {
      config.root.readonly = true;
      withMount({ destination: "/mnt/here", type: "bind", source: shared, options: ["bind", "ro", "nosuid"] })(config);
      withMount({ destination: "/tmp", type: "tmpfs", options: ["noexec", "size=1m"] })(config);
    });
    const before = mountsOf(first.container.state().pid);
    const { container } = saveAndRestore(scene, first);
    expect(mountsOf(container.state().pid)).toEqual(before);
  });

  check("a root file system without the mount points: they are made", (scene) => {
    const shared = join(scene.dir, "shared");
    mkdirSync(shared);
    const bind = withMount({ destination: "/made/for/it", type: "bind", source: shared, options: ["bind"] });
    const first = started(scene, ["count"], bind);
    first.piped.says("count");
    checkpoint(scene, first.container).ok();
    const elsewhere = scene.probeBundle(["count"], bind);
    const again = restored(scene, elsewhere, "--detach");
    again.piped.ok();
    again.piped.says("count");
    expect(existsSync(join(elsewhere.rootfs, "made/for/it"))).toBe(true);
    expect(again.container.state().rootfs).toBe(elsewhere.rootfs);
  });

  check("limits of its cgroup, under its own id", (scene) => {
    const first = started(scene, ["count"], (config) => {
      config.linux.resources = { ...config.linux.resources, memory: { limit: 134_217_728 }, pids: { limit: 9 } };
    });
    const { container } = saveAndRestore(scene, first);
    const { pid } = container.state();
    const cgroup = cgroupPathOf(pid, "memory");
    expect(cgroup).toContain(container.id);
    expect(readCgroup("memory", cgroup, "memory.max")).toBe("134217728");
    expect(readCgroup("pids", cgroup, "pids.max")).toBe("9");
  });

  check("hooks of prestart, createRuntime and poststop run", (scene) => {
    mkdirSync(join(scene.dir, "shared"));
    const first = started(scene, ["count"], (config) => {
      for (const event of ["prestart", "createRuntime", "poststop"] as const) addHook(scene, config, event);
    });
    const before = readLog(scene).length;
    const { container } = saveAndRestore(scene, first);
    container.delete("--force").ok();
    const names = readLog(scene)
      .slice(before)
      .map(({ hook }) => hook.replace(/-\d+$/, ""));
    expect(names).toEqual(["poststop", "prestart", "createRuntime", "poststop"]);
  });

  check("a network namespace by its path is joined again", async (scene) => {
    prepared(scene);
    const holder = scene.beside("unshare", ["--net", "sleep", "1000"]);
    const path = `/proc/${holder.pid}/ns/net`;
    const own = readlinkSync("/proc/self/ns/net");
    await eventually("a network namespace", () => readlinkSync(path) !== own);
    const { container } = saveAndRestore(scene, started(scene, ["count"], withNamespace("network", path)));
    expect(readlinkSync(`/proc/${container.state().pid}/ns/net`)).toBe(readlinkSync(path));
  });
});

suite("restore", (check) => {
  check("exec, pause, resume, kill and delete find it as any other", (scene) => {
    const { container } = saveAndRestore(scene, started(scene));
    expect(container.exec(["/probe", "exit", "5"]).status).toBe(5);
    scene.runtime.call(["pause", container.id]).ok();
    expect(container.state().status).toBe("paused");
    scene.runtime.call(["resume", container.id]).ok();
    container.kill("KILL").ok();
    eventuallySync("its end", () => container.state().status === "stopped");
    container.delete().ok();
    container.stateOutcome().fails("does not exist");
  });

  check(
    "in the foreground: waits, forwards signals, returns the status, leaves nothing",
    { flags: ["restore --detach"] },
    (scene) => {
      const { container, piped } = started(scene, ["signal-wait 15 33"]);
      piped.says("ready");
      checkpoint(scene, container).ok();
      const again = restored(scene, container.bundle);
      eventuallySync("a restored container", () => again.container.stateOutcome().stdout.includes('"running"'), 30_000);
      again.container.kill("TERM").ok();
      expect(again.piped.status()).toBe(33);
      again.container.stateOutcome().fails("does not exist");
    },
  );

  check(
    "--pid-file, and -no-subreaper with one dash",
    { flags: ["restore --pid-file", "restore --no-subreaper"] },
    (scene) => {
      const { container, piped } = started(scene);
      piped.says("count");
      checkpoint(scene, container).ok();
      const file = join(scene.dir, "pid");
      const again = restored(scene, container.bundle, "-d", "-no-subreaper", "--pid-file", file);
      again.piped.ok();
      expect(readFileSync(file, "utf8")).toBe(String(again.container.state().pid));
    },
  );

  check(
    "--console-socket: the terminal's master goes to another caller",
    { flags: ["restore --console-socket"] },
    async (scene) => {
      prepared(scene);
      const bundle = scene.probeBundle(["count"], (config) => {
        config.process.terminal = true;
      });
      const container = scene.container(bundle);
      const first = await receiver(scene, "first");
      container.run(["--detach", "--console-socket", first.path]).ok();
      await first.beside.line("count");
      checkpoint(scene, container).ok();
      const second = await receiver(scene, "second");
      const again = restored(scene, bundle, "--detach", "--console-socket", second.path);
      again.piped.ok();
      await second.beside.line("recvfd");
      const { number } = await second.beside.line("count");
      const last = parseLines(first.beside.stdout).at(-1)?.number ?? 0;
      expect(number).toBeGreaterThanOrEqual(last);
      expect(again.container.state().status).toBe("running");
    },
  );

  check("in the foreground, with a terminal: the caller's is relayed", async (scene) => {
    prepared(scene);
    const bundle = scene.probeBundle(["count"], (config) => {
      config.process.terminal = true;
    });
    const container = scene.container(bundle);
    const { path, beside } = await receiver(scene, "first");
    container.run(["--detach", "--console-socket", path]).ok();
    await beside.line("count");
    checkpoint(scene, container).ok();
    const again = scene.container(bundle);
    const words = ["restore", "--image-path", images(scene), "--bundle", bundle.dir, again.id];
    const relayed = scene.beside(probePath, ["pty", "24", "80", ...scene.runtime.words(words)]);
    await relayed.line("count");
    again.kill("KILL").ok();
    await relayed.ended;
  });

  check("an image that is damaged: CRIU's own words, and nothing is left", (scene) => {
    const { container, piped } = started(scene);
    piped.says("count");
    checkpoint(scene, container).ok();
    scene.shell('for file in "$1"/core-*.img; do echo damaged >"$file"; done', [images(scene)]).ok();
    const again = restored(scene, container.bundle, "--detach");
    expect(again.piped.status()).toBe(1);
    expect(again.piped.text).toMatch(/core-\d+\.img|[Mm]agic/);
    expect(again.piped.text).toContain(join(images(scene), "restore.log"));
    again.container.stateOutcome().fails("does not exist");
  });

  check("an id that is taken", (scene) => {
    const container = scene.running();
    writeFileSync(join(scene.dir, "descriptors.json"), "[]");
    const words = ["restore", "--detach", "--image-path", scene.dir, "--bundle", container.bundle.dir];
    scene.runtime.call([...words, container.id]).fails(/already (exists|running)|in use/);
    expect(container.state().status).toBe("running");
  });
});

/** A receiver of descriptors on a new socket, which relays a terminal. */
async function receiver(scene: Scene, name: string): Promise<{ path: string; beside: ReturnType<Scene["beside"]> }> {
  const path = join(scene.dir, name);
  const beside = scene.beside(probePath, ["recvfd", path]);
  await beside.says("listening");
  return { path, beside };
}
