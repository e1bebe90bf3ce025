/** Hostile containers, and faults, while something is executed in them. */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import {
  all,
  withCapabilities,
  withMount,
  withoutMount,
  withUserNamespace,
  writableRoot,
} from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change } from "../../harness/config.ts";
import type { Container } from "../../harness/container.ts";
import { probePath } from "../../harness/environment.ts";
import { allProcesses, isAlive } from "../../harness/processes.ts";
import { plantCanary } from "../../harness/snapshot.ts";
import { eventually, eventuallySync, pauseSync } from "../../harness/waiting.ts";

const FAILURE = 255;
const POWERFUL = ["CAP_SYS_PTRACE", "CAP_SYS_ADMIN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_SYS_CHROOT"];

/** Names of the processes that a runtime of this kind is, before it is the program. */
const ON_THE_WAY = /^(caisson:init|runc:\[|runc$|crun$|exe$)/;

function underWay(): string[] {
  return allProcesses()
    .filter(({ name, state }) => ON_THE_WAY.test(name) && state !== "Z")
    .map(({ pid, name }) => `${pid} ${name}`);
}

function namespaceOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/mnt`);
  } catch {
    return "";
  }
}

function link(container: Container, path: string, target: string): void {
  rmSync(join(container.bundle.rootfs, path), { recursive: true, force: true });
  symlinkSync(target, join(container.bundle.rootfs, path));
}

suite("security exec", (check) => {
  const long = { limit: 600_000 };
  check("CVE-2019-5736: 1,000 execs under attack leave the runtime as it was", long, async (scene) => {
    const canary = plantCanary(scene);
    const before = canary.look();
    // two attackers: one that may do all it needs, another that may not
    const hunters = [withCapabilities(POWERFUL), () => {}].map((change) => scene.running(["hunt"], change));
    const one = 'i=$1; shift; "$@" $((i % 256)); s=$?; [ "$s" = $((i % 256)) ] || echo "$i: $s"';
    const script = 'one=$1; shift; seq 0 499 | xargs -P 2 -I "{}" sh -c "$one" sh "{}" "$@"';
    for (const hunter of hunters) {
      await eventually("the hunt", () => hunter.output.includes("hunting"));
      const words = scene.runtime.words(["exec", hunter.id, "/probe", "exit"]);
      expect(scene.shell(script, [one, ...words], { limit: 280_000 }).ok().stdout).toBe("");
    }
    expect(canary.look()).toBe(before);
  });

  check("CVE-2019-5736: /proc/self/exe as the program, and as a script's interpreter", (scene) => {
    const canary = plantCanary(scene);
    const before = canary.look();
    const container = scene.running();
    container.bundle.put("script", "#!/proc/self/exe\n", 0o755);
    expect(container.exec(["/proc/self/exe", "report"]).status).not.toBe(0);
    container.exec(["/script"]);
    expect(canary.look()).toBe(before);
  });

  check("CVE-2024-21626: a cwd on descriptors of the host's, preserved ones too", (scene) => {
    const container = scene.running(["sleep"], withCapabilities(POWERFUL));
    const held = Array.from({ length: 18 }, () => openSync("/", "r"));
    for (const flags of [[], ["--preserve-fds", "18"]]) {
      for (let fd = 3; fd <= 64; fd += flags.length === 0 ? 1 : 4) {
        const cwd = ["--cwd", `/proc/self/fd/${fd}`];
        container.exec(["/probe", "report"], [...flags, ...cwd], { descriptors: held }).fails(/cwd|directory/, FAILURE);
      }
    }
    for (const fd of held) closeSync(fd);
  });

  check("CVE-2024-21626: a program on descriptors of the host's", (scene) => {
    const container = scene.running(["sleep"], withCapabilities(POWERFUL));
    const held = Array.from({ length: 4 }, () => openSync("/", "r"));
    for (let fd = 3; fd < 24; fd++) {
      container.exec([`/proc/self/fd/${fd}/bin/true`], [], { descriptors: held }).fails(/exec/, FAILURE);
      container.exec([`/proc/self/fd/${fd}/../../bin/true`], [], { descriptors: held }).fails(/exec/, FAILURE);
    }
    for (const fd of held) closeSync(fd);
  });

  check("CVE-2024-21626: links in the container that lead to descriptors", (scene) => {
    const container = scene.running();
    const held = Array.from({ length: 8 }, () => openSync("/", "r"));
    for (let fd = 3; fd < 16; fd++) {
      link(container, "way", `/proc/self/fd/${fd}`);
      container.exec(["/probe", "report"], ["--cwd", "/way"], { descriptors: held }).fails(/cwd|directory/, FAILURE);
    }
    for (const fd of held) closeSync(fd);
  });

  check("CVE-2016-9962: what waits in the container's namespaces is closed to its root", async (scene) => {
    const path = join(scene.dir, "agent");
    const listened: Change = (config) => {
      const syscalls = [{ names: ["sync"], action: "SCMP_ACT_NOTIFY" }];
      config.linux.seccomp = { defaultAction: "SCMP_ACT_ALLOW", listenerPath: path, syscalls };
      config.process.noNewPrivileges = false;
    };
    const bundle = scene.probeBundle(["sleep"], all(withUserNamespace(), listened));
    scene.shell('chown -R 100000:100000 "$1" && chmod 755 "$2"', [bundle.rootfs, scene.dir]).ok();
    const first = scene.beside(probePath, ["agent", path]);
    await first.says("listening");
    const container = scene.container(bundle);
    container.create().ok();
    container.start().ok();
    first.kill();
    rmSync(path);
    // one that takes no connection: the host waits for it, and what it started waits for the host
    await scene.beside(probePath, ["stuck-agent", path]).says("listening");
    const beside = container.execBeside(["/probe", "sleep"]);
    const waiting = await eventually("a process in the container", () => {
      const found = allProcesses()
        .filter(({ name }) => ON_THE_WAY.test(name))
        .map(({ pid }) => pid);
      return found.find((pid) => namespaceOf(pid) === namespaceOf(container.state().pid));
    });
    // proc_pid(5): the files of one that is not dumpable are the host's root's
    expect(statSync(`/proc/${waiting}/environ`).uid).toBe(0);
    const open = readdirSync(`/proc/${waiting}/fd`).map((fd) => statSync(`/proc/${waiting}/fd/${fd}`));
    expect(open.filter((file) => file.isDirectory())).toEqual([]);
    beside.kill("SIGKILL");
    await beside.ended;
  });

  for (const target of ["/etc/passwd", "/proc/sys/kernel/core_pattern", "../../canary/file"]) {
    check(`a passwd that is a link to ${target}: nothing but the container's is read`, (scene) => {
      const canary = plantCanary(scene);
      const before = canary.look();
      const container = scene.running();
      link(container, "etc/passwd", target);
      expect(container.inside(["report"], ["-u", "0"]).report.env).toContain("HOME=/");
      expect(canary.look()).toBe(before);
    });
  }

  check("a passwd that is a fifo or a device does not hold it up", (scene) => {
    const container = scene.running();
    scene.shell('mkfifo "$1/etc/passwd"', [container.bundle.rootfs]).ok();
    container.inside(["report"]);
    link(container, "etc/passwd", "/dev/zero");
    container.inside(["report"]);
  });

  check("a /proc and a /dev/pts that are the container's to arrange (CVE-2019-16884, CVE-2026-41579)", (scene) => {
    const canary = plantCanary(scene);
    const before = canary.look();
    const bare: Change = all(withoutMount("/dev/pts"), withoutMount("/proc"), writableRoot, (config) => {
      config.linux.maskedPaths = [];
      config.linux.readonlyPaths = [];
    });
    const container = scene.running(["mkdir /dev/pts", "sleep"], bare);
    container.exec(["/probe", "exit", "0"]).ok();
    symlinkSync(canary.dir, join(container.bundle.rootfs, "mnt/pts"));
    container.exec(["/probe", "exit", "0"], ["--tty"]).fails(/pts|ptmx|terminal/, FAILURE);
    expect(canary.look()).toBe(before);
  });

  check("a program that is a device is refused before it is opened", (scene) => {
    const container = scene.running();
    container.exec(["/dev/zero"]).fails("permission denied", FAILURE);
  });

  check("mount points that are exchanged all the while lead nowhere", async (scene) => {
    const canary = plantCanary(scene);
    const container = scene.running(
      ["exchange /tmp/a /tmp/b"],
      all(writableRoot, withMount({ destination: "/tmp", type: "tmpfs", source: "tmpfs" })),
    );
    container.exec(["/probe", "mkdir", "/tmp/a", "--", "mkdir", "/tmp/b"]);
    const before = canary.look();
    for (let i = 0; i < 20; i++) container.exec(["/probe", "report"], ["--cwd", "/tmp/a"]);
    expect(canary.look()).toBe(before);
  });
});

suite("faults exec", (check) => {
  check("a runtime that is killed in the midst of it leaves no process on the way", async (scene) => {
    const container = scene.running();
    for (let round = 0; round < 60; round++) {
      const beside = container.execBeside(["/probe", "sleep"], ["--detach"]);
      pauseSync((round * 7) % 25);
      beside.kill("SIGKILL");
      await beside.ended;
    }
    await eventually(`the end of ${underWay().join()}`, () => underWay().length === 0);
    expect(container.state().status).toBe("running");
    container.inside(["report"]);
    // what runs is the container's, and ends with it
    container.delete("--force").ok();
  });

  check("SIGTERM to a runtime in the midst of it: an error, or the program's", async (scene) => {
    const container = scene.running();
    for (let round = 0; round < 20; round++) {
      const beside = container.execBeside(["/probe", "sleep"]);
      pauseSync((round * 7) % 25);
      beside.kill("SIGTERM");
      const { status, signal } = await beside.ended;
      expect(["SIGTERM", null]).toContain(signal);
      if (status !== null) expect([255, 143]).toContain(status);
    }
    await eventually("their ends", () => underWay().length === 0);
  });

  check("a container that is killed meanwhile: an error, and no process is left", async (scene) => {
    for (let round = 0; round < 10; round++) {
      const container = scene.running();
      const beside = container.execBeside(["/probe", "sleep"]);
      pauseSync(round * 3);
      container.kill("KILL").ok();
      const { status } = await beside.ended;
      expect([255, 137]).toContain(status);
      container.delete("--force").ok();
    }
    await eventually("their ends", () => underWay().length === 0);
  });

  check("execs and a forced delete at once: nothing is left", async (scene) => {
    for (let round = 0; round < 5; round++) {
      const container = scene.running();
      const beside = [1, 2, 3, 4].map(() => container.execBeside(["/probe", "sleep"]));
      pauseSync(round * 5);
      container.delete("--force").ok();
      for (const { ended } of beside) expect([255, 137]).toContain((await ended).status);
      expect(existsSync(join(scene.root, container.id))).toBe(false);
    }
  });

  check("a console socket that takes the terminal and goes away: the program gets a hang-up", async (scene) => {
    const container = scene.running();
    const path = join(scene.dir, "socket");
    const beside = scene.beside(probePath, ["recvfd", path]);
    await beside.says("listening");
    const file = join(scene.dir, "pid");
    container.exec(["/probe", "cat"], ["-t", "-d", "--console-socket", path, "--pid-file", file]).ok();
    await beside.line("recvfd");
    beside.kill();
    await beside.ended;
    eventuallySync("the end of the program", () => !isAlive(Number(readFileSync(file, "utf8"))));
  });

  check("few descriptors: it works, or fails and leaves nothing", (scene) => {
    const container = scene.running(["sleep"], (config) => {
      config.process.rlimits = [];
    });
    const words = scene.runtime.words(["exec", container.id, "/probe", "exit", "7"]);
    const statuses = new Set<number | null>();
    for (let limit = 4; limit < 24; limit += 2) {
      const { status } = scene.shell(`ulimit -n ${limit}; exec "$@"`, words);
      statuses.add(status);
    }
    expect([...statuses].every((status) => status !== 0)).toBe(true);
    expect(statuses).toContain(7);
    expect(underWay()).toEqual([]);
  });

  check("a full disk keeps nothing from being executed", (scene) => {
    mkdirSync(scene.root, { recursive: true });
    scene.shell('mount -t tmpfs -o size=64k tmpfs "$1"', [scene.root]).ok();
    scene.atEnd(() => scene.shell('umount "$1"', [scene.root]));
    const container = scene.running();
    const filler = join(scene.root, "@filler");
    scene.shell('dd if=/dev/zero of="$1" bs=1k', [filler]);
    expect(container.exec(["/probe", "exit", "7"]).status).toBe(7);
    rmSync(filler);
  });

  check("what create saved is damaged: it is named, and delete works", (scene) => {
    const container = scene.running();
    const file = join(scene.root, container.id, "container.json");
    for (const text of ["", "{", "[]", "{}", '{"config":null}']) {
      writeFileSync(file, text);
      container.exec(["/probe", "report"]).fails("cannot be read", FAILURE);
    }
    rmSync(file);
    container.exec(["/probe", "report"]).fails("is missing", FAILURE);
    container.delete("--force").ok();
  });
});
