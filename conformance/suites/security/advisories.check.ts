import { closeSync, mkdirSync, openSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Bundle } from "../../harness/bundle.ts";
import { all, withCapabilities, withMount, withoutMount, writableRoot } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change } from "../../harness/config.ts";
import { probePath } from "../../harness/environment.ts";
import type { Outcome } from "../../harness/outcome.ts";
import type { Scene, Verb } from "../../harness/scene.ts";
import { type Canary, plantCanary } from "../../harness/snapshot.ts";
import { slowness } from "../../harness/waiting.ts";

interface Trap {
  readonly change?: Change;
  readonly verbs?: readonly Verb[];
  /** Lays the trap in the rootfs. */
  readonly lay: (bundle: Bundle, canary: Canary) => void;
}

/** Runs a bundle with a trap in it. Whatever becomes of the container, nothing of the host's may have changed. */
function spring(scene: Scene, trap: Trap): Outcome {
  const canary = plantCanary(scene);
  const bundle = scene.probeBundle(trap.verbs ?? ["report"], trap.change);
  trap.lay(bundle, canary);
  const before = canary.look();
  const container = scene.container(bundle);
  const outcome = container.run();
  container.delete("--force");
  expect(canary.look()).toBe(before);
  return outcome;
}

function link(bundle: Bundle, path: string, target: string): void {
  rmSync(join(bundle.rootfs, path), { recursive: true, force: true });
  mkdirSync(join(bundle.rootfs, path, ".."), { recursive: true });
  symlinkSync(target, join(bundle.rootfs, path));
}

const withoutDev: Change = (config) => {
  config.mounts = config.mounts.filter(({ destination }) => !destination.startsWith("/dev"));
};

suite("security", (check) => {
  check("CVE-2019-5736: /proc/self/exe as the program", (scene) => {
    const trap: Trap = {
      lay: (bundle) => {
        bundle.config.process.args = ["/proc/self/exe", "report"];
        bundle.write();
      },
    };
    expect(spring(scene, trap).status).not.toBe(0);
  });

  check("CVE-2019-5736: a script whose interpreter is /proc/self/exe", (scene) => {
    spring(scene, {
      lay: (bundle) => {
        bundle.put("script", "#!/proc/self/exe\n", 0o755);
        bundle.config.process.args = ["/script"];
        bundle.write();
      },
    });
  });

  check("CVE-2019-5736: a waiting init's executable cannot be written", (scene) => {
    const canary = plantCanary(scene);
    const before = canary.look();
    const container = scene.container();
    container.create().ok();
    const { pid } = container.state();
    scene.shell('echo x >"/proc/$1/exe"', [String(pid)]);
    expect(canary.look()).toBe(before);
    container.start().ok();
  });

  check("CVE-2024-21626: directories of the host's among the caller's descriptors", (scene) => {
    for (let fd = 3; fd < 12; fd++) {
      const held = Array.from({ length: 8 }, () => openSync("/", "r"));
      const container = scene.container(
        scene.probeBundle(["report"], (config) => {
          config.process.cwd = `/proc/self/fd/${fd}`;
        }),
      );
      const outcome = container.run([], { descriptors: held });
      for (const open of held) closeSync(open);
      if (outcome.status === 0) expect(container.report.rootEntries).not.toContain("home");
      if (outcome.status === 0) expect(container.report.cwd).not.toMatch(/unreachable/);
      expect(outcome.status, `cwd on descriptor ${fd}`).not.toBe(0);
    }
  });

  check("CVE-2024-21626: a program on a leaked descriptor", (scene) => {
    for (let fd = 3; fd < 9; fd++) {
      const held = [openSync("/", "r"), openSync("/", "r")];
      const container = scene.container(
        scene.bundle((config) => {
          config.process.args = [`/proc/self/fd/${fd}/bin/true`];
        }),
      );
      const outcome = container.run([], { descriptors: held });
      for (const open of held) closeSync(open);
      expect(outcome.status, `program on descriptor ${fd}`).not.toBe(0);
    }
  });

  check("CVE-2016-9962: a waiting init gives away no directory of the host's", (scene) => {
    const container = scene.container();
    const outside = ["/", "/etc", scene.dir, container.bundle.dir];
    const held = outside.map((path) => openSync(path, "r"));
    container.create([], { descriptors: held }).ok();
    for (const open of held) closeSync(open);
    const { pid } = container.state();
    const seen = scene.shell("stat -L -c %d:%i /proc/$1/fd/* /proc/$1/cwd", [String(pid)]).stdout.split("\n");
    for (const path of outside) {
      const { dev, ino } = statSync(path);
      expect(seen, path).not.toContain(`${dev}:${ino}`);
    }
  });

  for (const [name, path] of [
    ["proc", "proc"],
    ["sys", "sys"],
  ] as const) {
    check(`CVE-2019-19921: rootfs/${name} is a link to a directory of the host's`, (scene) => {
      spring(scene, { lay: (bundle, canary) => link(bundle, path, canary.dir) });
    });

    check(`CVE-2019-19921: rootfs/${name} is a relative link that climbs out`, (scene) => {
      spring(scene, { lay: (bundle) => link(bundle, path, "../../canary") });
    });
  }

  check("CVE-2019-16884: a tmpfs over /proc takes no sysctl", (scene) => {
    const outcome = spring(scene, {
      change: all(withMount({ destination: "/proc", type: "tmpfs", source: "tmpfs" }), (config) => {
        config.linux.sysctl = { "net.ipv4.ip_forward": "1" };
      }),
      lay: () => {},
    });
    // either it is refused, or the sysctl was set through a procfs that the container cannot cover
    expect([0, 1]).toContain(outcome.status);
  });

  check("CVE-2025-52881: a sysctl is written to its own file or not at all", (scene) => {
    spring(scene, {
      change: all(
        withMount({ destination: "/proc/sys/net/ipv4", type: "bind", source: "/proc/sys/kernel", options: ["bind"] }),
        (config) => {
          config.linux.sysctl = { "net.ipv4.ip_forward": "1" };
        },
      ),
      lay: () => {},
    });
  });

  check("CVE-2021-30465: a mount's destination is a link to the host's", (scene) => {
    const change = withMount({ destination: "/link/deep", type: "tmpfs", source: "tmpfs" });
    spring(scene, { change, lay: (bundle, canary) => link(bundle, "link", canary.dir) });
  });

  check("CVE-2021-30465: a destination that is exchanged all the while", (scene) => {
    const canary = plantCanary(scene);
    const bundle = scene.probeBundle(["report"], (config) => {
      config.mounts.push({ destination: "/race/inner", type: "tmpfs", source: "tmpfs" });
    });
    mkdirSync(join(bundle.rootfs, "race/inner"), { recursive: true });
    symlinkSync(canary.dir, join(bundle.rootfs, "swap"));
    const before = canary.look();
    const swapper = scene.beside(probePath, ["exchange", join(bundle.rootfs, "race"), join(bundle.rootfs, "swap")]);
    for (let i = 0; i < 40; i++) {
      const container = scene.container(bundle);
      container.create();
      container.delete("--force").ok();
    }
    swapper.kill();
    expect(canary.look()).toBe(before);
  });

  check("CVE-2024-45310: no directory is made outside of the rootfs", (scene) => {
    const change = withMount({ destination: "/link/new/directory", type: "tmpfs", source: "tmpfs" });
    spring(scene, { change, lay: (bundle) => link(bundle, "link", "../../canary") });
  });

  check("CVE-2025-31133: masks do not follow the container's own /dev/null", (scene) => {
    // the link's target belongs to the container's UTS namespace: a runtime that falls for it harms nobody
    const outcome = spring(scene, {
      change: all(withoutDev, writableRoot, (config) => {
        config.linux.maskedPaths = ["/proc/cpuinfo"];
      }),
      verbs: [["write", "/proc/cpuinfo", "escaped"], "report"],
      lay: (bundle) => link(bundle, "dev/null", "/proc/sys/kernel/domainname"),
    });
    // a runtime may refuse the bundle; if it does not, neither the mask nor the standard streams are the link's target
    if (outcome.status === 0) expect(outcome.stdout).toContain('"domainname":"(none)"');
  });

  check("CVE-2025-52565: /dev/console is a link to the host's", async (scene) => {
    const canary = plantCanary(scene);
    const path = join(scene.dir, "socket");
    for (const change of [withoutDev, all(withoutDev, writableRoot)]) {
      const beside = scene.beside(probePath, ["recvfd", path]);
      await beside.says("listening");
      const bundle = scene.probeBundle(
        ["report"],
        all(change, (config) => {
          config.process.terminal = true;
        }),
      );
      link(bundle, "dev/console", join(canary.dir, "console"));
      const before = canary.look();
      const container = scene.container(bundle);
      const outcome = container.create(["--console-socket", path]);
      if (outcome.status === 0) container.start();
      container.delete("--force").ok();
      expect(canary.look()).toBe(before);
      beside.kill();
      await beside.ended;
      rmSync(path, { force: true });
    }
  });

  check("crun 2026-88265: standard streams on /dev/null, and a link in its place", (scene) => {
    const canary = plantCanary(scene);
    const bundle = scene.probeBundle(
      ["sleep"],
      all(withoutDev, writableRoot, (config) => {
        config.process.user = { uid: 1000, gid: 1000 };
      }),
    );
    link(bundle, "dev/null", canary.file);
    const container = scene.container(bundle);
    const before = canary.look();
    const words = scene.runtime.words(["create", "--bundle", bundle.dir, container.id]);
    scene.shell('exec "$@" </dev/null >/dev/null 2>/dev/null', words);
    container.start();
    container.delete("--force").ok();
    expect(canary.look()).toBe(before);
  });

  check("standard streams on the host's /dev/null keep their owner", (scene) => {
    const container = scene.container(
      scene.probeBundle(["sleep"], (config) => {
        config.process.user = { uid: 1000, gid: 1000 };
      }),
    );
    const words = scene.runtime.words(["create", "--bundle", container.bundle.dir, container.id]);
    scene.shell('exec "$@" </dev/null >/dev/null 2>/dev/null', words).ok();
    container.start().ok();
    const owner = scene.shell("stat -c %u:%g /dev/null").stdout;
    scene.shell("chown 0:0 /dev/null");
    expect(owner).toBe("0:0\n");
  });

  for (const target of ["absolute", "relative"] as const) {
    check(`CVE-2026-41579: rootfs/dev is a link to the host's, ${target}`, (scene) => {
      spring(scene, {
        change: all(withoutDev, writableRoot),
        lay: (bundle, canary) => link(bundle, "dev", target === "absolute" ? canary.dir : "../../canary"),
      });
    });
  }

  check("CVE-2021-43784: a namespace path of 70 KB fails, and is not cut", (scene) => {
    const long = `/proc/self/${"./".repeat(35_000)}ns/net`;
    const outcome = spring(scene, {
      lay: (bundle) => {
        bundle.config.linux.namespaces = bundle.config.linux.namespaces.filter(({ type }) => type !== "network");
        bundle.config.linux.namespaces.push({ type: "network", path: long });
        bundle.write();
      },
    });
    expect(outcome.status).toBe(1);
  });

  check("crun 2025-24965: files that a runtime may write are links to the host's", (scene) => {
    const names = [
      "etc/resolv.conf",
      "etc/hosts",
      "etc/hostname",
      "etc/passwd",
      "run/notify",
      "dev/core",
      "dev/fd",
      "dev/ptmx",
    ];
    spring(scene, {
      change: all(withoutDev, writableRoot),
      lay: (bundle, canary) => {
        for (const name of names) link(bundle, name, canary.file);
      },
    });
  });

  check("the container's passwd may be a fifo, a device or huge: the runtime goes on", (scene) => {
    const bundle = scene.probeBundle(["stat /"]);
    scene.shell('mkfifo "$1/etc/passwd"', [bundle.rootfs]).ok();
    const begin = Date.now();
    scene.container(bundle).run();
    expect(Date.now() - begin).toBeLessThan(5000 * slowness);
  });

  check("a cwd that leads out by links", (scene) => {
    const outcome = spring(scene, {
      change: (config) => {
        config.process.cwd = "/way/inner";
      },
      verbs: ["report"],
      lay: (bundle, canary) => link(bundle, "way", canary.dir),
    });
    if (outcome.status === 0) expect(outcome.stdout).toContain('"cwd":"/');
  });

  check("masked and read-only paths that are links to the host's", (scene) => {
    spring(scene, {
      change: (config) => {
        config.linux.maskedPaths = ["/way/file", "/way/inner"];
        config.linux.readonlyPaths = ["/way"];
      },
      lay: (bundle, canary) => link(bundle, "way", canary.dir),
    });
  });

  check("devices at a path that is a link to the host's", (scene) => {
    spring(scene, {
      change: all(writableRoot, (config) => {
        config.linux.devices = [{ type: "c", path: "/way/zero", major: 1, minor: 5, fileMode: 0o666, uid: 0, gid: 0 }];
      }),
      lay: (bundle, canary) => link(bundle, "way", canary.dir),
    });
  });

  check("files in the working directory and variables do not steer the engine", (scene) => {
    const here = join(scene.dir, "hostile");
    mkdirSync(here);
    writeFileSync(join(here, ".env"), "BUN_BE_BUN=1\nHOSTILE=1\n");
    writeFileSync(join(here, "bunfig.toml"), 'preload = ["./preload.js"]\n');
    writeFileSync(join(here, "preload.js"), `require("fs").writeFileSync("${here}/ran", "");`);
    writeFileSync(join(here, "tsconfig.json"), "{ broken");
    writeFileSync(join(here, "package.json"), "{ broken");
    const env = {
      BUN_BE_BUN: "1",
      BUN_OPTIONS: `--preload=${here}/preload.js`,
      NODE_OPTIONS: `--require=${here}/preload.js`,
      BUN_JSC_nope: "1",
    };
    const outcome = scene.runtime.call(["list", "-q"], { cwd: here, env }).ok();
    expect(outcome.stdout).toBe("");
    expect(scene.shell('test ! -e "$1"', [join(here, "ran")]).status).toBe(0);
  });

  check("the rest of the host stays out of reach", (scene) => {
    const canary = plantCanary(scene);
    const reach = ["", "/proc/self/root", "/proc/1/root", "/proc/self/cwd/../../..", "/dev/fd/0/../../.."];
    const seen = scene.inside(
      all(withCapabilities(["CAP_SYS_CHROOT", "CAP_DAC_OVERRIDE"]), withoutMount("/none")),
      ...reach.map((prefix) => `try-open ${prefix}${canary.file} r`),
    );
    expect(seen.lines.map(({ errno }) => errno)).not.toContain("");
  });
});
