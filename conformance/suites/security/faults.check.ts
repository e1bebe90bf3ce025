import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { hierarchies } from "../../harness/cgroups.ts";
import { all, withMount, withNamespace, withoutNamespace } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change } from "../../harness/config.ts";
import type { Container } from "../../harness/container.ts";
import { probePath } from "../../harness/environment.ts";
import { isAlive } from "../../harness/processes.ts";
import type { Scene } from "../../harness/scene.ts";
import { eventuallySync, pauseSync, slowness } from "../../harness/waiting.ts";

const UNIFIED = "/sys/fs/cgroup/unified";

/** A hook that runs a shell script. */
function scriptHook(scene: Scene, event: string, script: string): Change {
  const path = join(scene.dir, `${event}.sh`);
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return (config) => {
    config.hooks = { [event]: [{ path }] };
  };
}

/** Waits until the container's state is gone, or tells what is there. */
function exists(container: Container): boolean {
  return existsSync(join(container.runtime.root, container.id));
}

/** The state of all containers on a file system of its own, which fill() fills to the last page. */
function smallDisk(scene: Scene): { fill: () => void; free: () => void } {
  mkdirSync(scene.root, { recursive: true });
  scene.shell('mount -t tmpfs -o size=64k tmpfs "$1"', [scene.root]).ok();
  scene.atEnd(() => scene.shell('umount "$1"', [scene.root]));
  const file = join(scene.root, "@filler");
  return {
    fill: () =>
      scene.shell('dd if=/dev/zero of="$1" bs=1k 2>"$1.err"; rm -f "$1.err"; dd if=/dev/zero of="$1" bs=1k', [file]),
    free: () => scene.shell('rm -f "$1"', [file]).ok(),
  };
}

suite("faults", (check) => {
  check("a cgroup with processes below it is somebody else's", (scene) => {
    const made = hierarchies()
      .filter((mount) => mount !== UNIFIED)
      .flatMap((mount) => [join(mount, "slice"), join(mount, "slice/child")]);
    for (const dir of made) mkdirSync(dir);
    for (const dir of made.filter((name) => name.includes("/cpuset/"))) {
      for (const file of ["cpuset.cpus", "cpuset.mems"]) {
        writeFileSync(join(dir, file), readFileSync(join(dir, "..", file)));
      }
    }
    scene.atEnd(() => {
      for (const dir of made.reverse()) if (existsSync(dir)) rmdirSync(dir);
    });
    const owner = scene.beside(probePath, ["sleep"]);
    for (const dir of made.filter((name) => name.endsWith("child"))) {
      writeFileSync(join(dir, "cgroup.procs"), String(owner.pid));
    }
    const container = scene.container(
      scene.probeBundle(["report"], (config) => {
        config.linux.cgroupsPath = "/slice";
      }),
    );
    container.run().fails("cgroup is not empty");
    container.delete("--force");
    expect(isAlive(owner.pid)).toBe(true);
    owner.kill();
    eventuallySync("the end of the cgroup's owner", () => !isAlive(owner.pid));
  });

  check("a record of an earlier boot harms nobody who has its cgroup now", (scene) => {
    const old = scene.container();
    old.create().ok();
    const file = join(scene.root, old.id, "state.json");
    old.kill("KILL").ok();
    eventuallySync("the end of init", () => old.state().status === "stopped");
    writeFileSync(file, readFileSync(file, "utf8").replace(/"bootId":"[^"]*"/, '"bootId":"another"'));
    const other = scene.runtimeWith({ root: join(scene.dir, "other") });
    const bundle = scene.probeBundle(["sleep"]);
    other.call(["create", "--bundle", bundle.dir, old.id]).ok();
    scene.atEnd(() => other.call(["delete", "--force", old.id]));
    const status = () => JSON.parse(other.call(["state", old.id]).ok().stdout).status;
    old.kill("--all", "KILL");
    expect(status()).toBe("created");
    old.delete().ok();
    expect(status()).toBe("created");
  });

  check("a create that was killed before a reboot is deleted without force", (scene) => {
    const container = scene.container();
    container.create().ok();
    const { pid } = container.state();
    const file = join(scene.root, container.id, "state.json");
    const record = JSON.parse(readFileSync(file, "utf8"));
    writeFileSync(file, JSON.stringify({ ...record, recorded: "creating", pid: 0, startTime: "", bootId: "another" }));
    expect(container.state().status).toBe("stopped");
    container.delete().ok();
    expect(exists(container)).toBe(false);
    // what the altered record no longer names
    process.kill(pid, "SIGKILL");
    eventuallySync("the end of init", () => !isAlive(pid));
    for (const { dir } of record.cgroups.map((path: string) => ({ dir: path }))) rmdirSync(dir);
  });

  for (const text of ["", "{}", "null", "[]", '{"pid":1}']) {
    check(`a record that reads ${JSON.stringify(text)} is named, and deleted by force`, (scene) => {
      const container = scene.container();
      mkdirSync(join(scene.root, container.id), { recursive: true });
      writeFileSync(join(scene.root, container.id, "state.json"), text);
      container.stateOutcome().fails("cannot be read");
      container.delete("--force").ok();
      expect(exists(container)).toBe(false);
    });
  }

  check("read-only cgroups: the create fails and leaves nothing", (scene) => {
    const container = scene.container();
    const words = scene.runtime.words(["create", "--bundle", container.bundle.dir, container.id]);
    // every hierarchy: on v2 it is mounted at the top, and what is below is none
    const script =
      'for dir in /sys/fs/cgroup/ /sys/fs/cgroup/*/; do ! mountpoint -q "$dir" || mount -o remount,bind,ro "$dir"; done; exec "$@"';
    scene.shell(`exec unshare --mount sh -c '${script}' sh "$@"`, words).fails("read-only file system");
    expect(exists(container)).toBe(false);
  });

  check("a cgroup path of 70 KB: the create fails and leaves nothing", (scene) => {
    const bundle = scene.probeBundle(["report"], (config) => {
      config.linux.cgroupsPath = `/${"ab/".repeat(24_000)}`;
    });
    const container = scene.container(bundle);
    container.run().fails("name too long");
    expect(exists(container)).toBe(false);
  });

  check("few descriptors: a create succeeds, or fails and leaves nothing", (scene) => {
    for (let limit = 4; limit < 24; limit++) {
      const container = scene.container(
        scene.probeBundle(["sleep"], (config) => {
          config.process.rlimits = [];
        }),
      );
      const words = scene.runtime.words(["create", "--bundle", container.bundle.dir, container.id]);
      const outcome = scene.shell(`ulimit -n ${limit}; exec "$@"`, words);
      expect(exists(container), `${limit} descriptors`).toBe(outcome.status === 0);
      container.delete("--force").ok();
    }
  });

  check("a full disk: start and delete work, poststop hooks run", (scene) => {
    const disk = smallDisk(scene);
    const ran = join(scene.dir, "ran");
    const container = scene.container(
      scene.probeBundle(["sleep"], scriptHook(scene, "poststop", `cat >/dev/null; echo ran >'${ran}'`)),
    );
    container.create().ok();
    disk.fill();
    container.start().ok();
    expect(container.state().status).toBe("running");
    container.kill("KILL").ok();
    eventuallySync("the end of the container", () => container.state().status === "stopped");
    container.delete().ok();
    expect(readFileSync(ran, "utf8")).toBe("ran\n");
    expect(exists(container)).toBe(false);
  });

  check("a full disk: a create that fails leaves nothing, no pid file either", (scene) => {
    const disk = smallDisk(scene);
    const pidFile = join(scene.dir, "pid");
    const failures: string[] = [];
    for (let pages = 0; pages < 8; pages++) {
      disk.fill();
      scene.shell('truncate -s "-$2" "$1"', [join(scene.root, "@filler"), `${pages * 4096}`]);
      const container = scene.container();
      const outcome = container.create(["--pid-file", pidFile]);
      if (outcome.status !== 0) {
        failures.push(outcome.stderr);
        expect(exists(container), outcome.stderr).toBe(false);
        expect(existsSync(pidFile), outcome.stderr).toBe(false);
      }
      container.delete("--force").ok();
      scene.shell('rm -f "$1"', [pidFile]);
    }
    disk.free();
    expect(failures.join()).toContain("no space left on device");
  });

  check("init killed while the host works: the create says so and leaves nothing", (scene) => {
    const script = String.raw`kill -9 "$(sed 's/.*"pid":\([0-9]*\).*/\1/')"; sleep 0.1`;
    const container = scene.container(scene.probeBundle(["sleep"], scriptHook(scene, "createRuntime", script)));
    container.create().fails("init died of signal 9");
    expect(exists(container)).toBe(false);
  });

  check("init killed while it waits: start fails within a second", (scene) => {
    const container = scene.container();
    for (let round = 0; round < 10; round++) {
      container.create().ok();
      const { pid } = container.state();
      const begin = Date.now();
      const killer = scene.beside("/bin/sh", ["-c", 'sleep "$1"; kill -9 "$2"', "sh", `0.00${round}`, String(pid)]);
      const outcome = container.start();
      expect(Date.now() - begin).toBeLessThan(1000 * slowness);
      if (outcome.status !== 0) expect(outcome.stderr).toMatch(/has stopped|init died|nobody waits/);
      killer.kill();
      container.delete("--force").ok();
    }
  });

  check("four deletes at once: one does it, the others find nothing", async (scene) => {
    const container = scene.container();
    for (let round = 0; round < 8; round++) {
      container.create().ok();
      const deletes = [1, 2, 3, 4].map(() => scene.runtime.begin(["delete", container.id]));
      const ended = await Promise.all(deletes.map((each) => each.ended));
      expect(ended.filter(({ status }) => status === 0)).toHaveLength(1);
      for (const outcome of ended.filter(({ status }) => status !== 0)) outcome.fails("does not exist");
      expect(exists(container)).toBe(false);
    }
  });

  check("creates and forced deletes of one id: nothing is left, and no create loses its state", async (scene) => {
    const container = scene.container();
    const lost: string[] = [];
    const loop = (words: readonly string[]) => {
      const script = 'for i in 1 2 3 4 5 6 7 8 9 10 11 12; do "$@"; done';
      return scene.beside("/bin/sh", ["-c", script, "sh", ...scene.runtime.words(words)]);
    };
    const creator = loop(["create", "--bundle", container.bundle.dir, container.id]);
    const deleters = [1, 2, 3].map(() => loop(["delete", "--force", container.id]));
    const ended = await Promise.all([creator, ...deleters].map((each) => each.ended));
    for (const { stderr } of ended) lost.push(...stderr.split("\n").filter((line) => line.includes("state.json")));
    expect(lost).toEqual([]);
    container.delete("--force").ok();
    expect(exists(container)).toBe(false);
  });

  check("a sysctl of the host is not set through the host's network namespace by its path", (scene) => {
    const sysctl = "/proc/sys/net/ipv4/ip_forward";
    const before = readFileSync(sysctl, "utf8");
    scene.atEnd(() => writeFileSync(sysctl, before));
    const change = all(withNamespace("network", "/proc/self/ns/net"), (config) => {
      config.linux.sysctl = { "net.ipv4.ip_forward": before.trim() === "0" ? "1" : "0" };
    });
    const outcome = scene.container(scene.probeBundle(["report"], change)).run();
    expect(outcome.status).toBe(1);
    expect(readFileSync(sysctl, "utf8")).toBe(before);
  });

  check("the runtime's own mount namespace by its path is refused", (scene) => {
    const bundle = scene.probeBundle(["report"], withNamespace("mount", "/proc/self/ns/mnt"));
    const container = scene.container(bundle);
    const words = scene.runtime.words(["run", "--bundle", bundle.dir, container.id]);
    // in a namespace of its own, since it is lost where the runtime falls for it
    const script = 'before=$(cat /proc/self/mountinfo); "$@"; test "$before" = "$(cat /proc/self/mountinfo)"';
    const outcome = scene.shell(`exec unshare --mount sh -c '${script}' sh "$@"`, words).ok();
    expect(outcome.stderr).toContain("runtime's own");
  });

  check("config.json is a FIFO or a device: the create fails at once", (scene) => {
    for (const make of ['mkfifo "$1"', 'ln -s /dev/zero "$1"']) {
      const container = scene.container(scene.bundle());
      scene.shell(`rm "$1"; ${make}`, [container.bundle.configFile]).ok();
      const begin = Date.now();
      container.create().fails("not a regular file");
      expect(Date.now() - begin).toBeLessThan(2000 * slowness);
    }
  });

  check("a program that is a device is refused before it is opened", (scene) => {
    const bundle = scene.bundle((config) => {
      config.process.args = ["/device"];
    });
    scene.shell('mknod -m 755 "$1/device" c 1 5', [bundle.rootfs]).ok();
    scene.container(bundle).create().fails("permission denied");
  });

  check("3,000 bind mounts", (scene) => {
    const bundle = scene.probeBundle(["list /mnt"], (config) => {
      config.root.readonly = false;
      for (let i = 0; i < 3000; i++) {
        config.mounts.push({ destination: `/mnt/${i}`, type: "bind", source: "/etc", options: ["bind", "ro"] });
      }
    });
    scene.container(bundle).run().ok();
  });

  check("an environment of 1 MB, annotations of 20 MB", (scene) => {
    const bundle = scene.probeBundle(["exit 0"], (config) => {
      for (let i = 0; i < 10_000; i++) config.process.env.push(`V${i}=${"x".repeat(100)}`);
      config.annotations = { long: "y".repeat(20_000_000) };
    });
    scene.container(bundle).run().ok();
  });

  check("340 id mappings work or fail, and are not cut", (scene) => {
    const mappings = Array.from({ length: 340 }, (_, i) => ({ containerID: i, hostID: i + 100_000, size: 1 }));
    const bundle = scene.probeBundle(
      ["report"],
      all(withNamespace("user"), (config) => {
        config.linux.uidMappings = mappings;
        config.linux.gidMappings = mappings;
      }),
    );
    scene.shell('chown -R 100000:100000 "$1"', [bundle.dir]).ok();
    const outcome = scene.container(bundle).run();
    if (outcome.status !== 0) expect(outcome.stderr).toContain("invalid argument");
  });

  check("a start killed while a startContainer hook runs leaves what can be deleted", (scene) => {
    const container = scene.container(
      scene.probeBundle(
        ["sleep"],
        all(withMount({ destination: "/run", type: "tmpfs", source: "tmpfs" }), (config) => {
          config.hooks = { startContainer: [{ path: "/probe", args: ["probe", "sleep"] }] };
        }),
      ),
    );
    container.create().ok();
    const start = scene.runtime.begin(["start", container.id]);
    pauseSync(300);
    start.kill();
    container.start().fails("nobody waits");
    container.delete("--force").ok();
    expect(exists(container)).toBe(false);
  });

  check(
    "CVE-2016-9962: init of a container with ids as on the host is closed to root without capabilities",
    (scene) => {
      const identity = [{ containerID: 0, hostID: 0, size: 65_536 }];
      const change = all(withNamespace("user"), (config) => {
        config.linux.uidMappings = identity;
        config.linux.gidMappings = identity;
      });
      const container = scene.container(scene.probeBundle(["sleep"], change));
      container.create().ok();
      const script = 'exec setpriv --bounding-set -all --inh-caps -all cat "/proc/$1/environ" >/dev/null';
      const look = scene.shell(script, [String(container.state().pid)]);
      expect(look.stderr).toContain("Permission denied");
    },
  );

  check(
    "CVE-2023-25809: below unshare -Ur, without a cgroup namespace, no cgroup of the host's can be written",
    (scene) => {
      const dirs = hierarchies().map((mount) => mount.replace(/.*\//, "/sys/fs/cgroup/"));
      const bundle = scene.probeBundle(
        dirs.map((dir) => `mkdir ${dir}/escaped`),
        all(withNamespace("user"), withoutNamespace("network"), (config) => {
          const self = [{ containerID: 0, hostID: 0, size: 1 }];
          config.linux.uidMappings = self;
          config.linux.gidMappings = self;
          config.linux.resources = {};
          config.process.rlimits = [];
          config.mounts = config.mounts
            .filter(({ destination }) => destination !== "/sys")
            .map((mount) => ({ ...mount, options: mount.options?.filter((option) => option !== "gid=5") ?? [] }));
          const options = ["rbind", "nosuid", "noexec", "nodev", "ro"];
          config.mounts.splice(0, 0, { destination: "/sys", type: "none", source: "/sys", options });
        }),
      );
      const container = scene.container(bundle);
      const words = scene.runtime.words(["run", "--bundle", bundle.dir, container.id]);
      const outcome = scene.shell('exec unshare -Ur "$@"', words).ok();
      expect(outcome.stdout).not.toContain('"errno":""');
      expect(hierarchies().filter((mount) => existsSync(join(mount, "escaped")))).toEqual([]);
    },
  );
});
