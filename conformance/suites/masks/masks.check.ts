import { expect } from "vitest";
import { writableRoot } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change } from "../../harness/config.ts";
import { isMounted, mountAt } from "../../harness/mountinfo.ts";

function masked(...paths: string[]): Change {
  return (config) => {
    config.linux.maskedPaths = paths;
  };
}

function readonly(...paths: string[]): Change {
  return (config) => {
    config.linux.readonlyPaths = paths;
  };
}

suite("masks", (check) => {
  check("maskedPaths: a file reads as empty", { proves: ["/linux/maskedPaths/*"] }, (scene) => {
    const seen = scene.contrast(
      masked("/proc/cpuinfo"),
      (inside) => inside.line(0).text.length > 0,
      "read /proc/cpuinfo",
    );
    expect(seen).toEqual({ without: true, with: false });
    expect(scene.inside(masked("/proc/cpuinfo"), "stat /proc/cpuinfo").line(0)).toMatchObject({
      type: "character",
      major: 1,
      minor: 3,
    });
  });

  check("maskedPaths: a directory is empty and read-only", { proves: ["/linux/maskedPaths/*"] }, (scene) => {
    const seen = scene.contrast(masked("/proc/irq"), (inside) => inside.line(0).entries.length > 0, "list /proc/irq");
    expect(seen).toEqual({ without: true, with: false });
    expect(scene.inside(masked("/proc/irq"), "mkdir /proc/irq/new").line(0).errno).toMatch(/EROFS|EACCES|EPERM/);
  });

  check("maskedPaths: one that does not exist is left out", (scene) => {
    scene.inside(masked("/proc/no-such-file", "/no/such/dir"));
  });

  check("maskedPaths: a file of the rootfs", (scene) => {
    const bundle = scene.probeBundle(["read /etc/secret"], masked("/etc/secret"));
    bundle.put("etc/secret", "treasure");
    const container = scene.container(bundle);
    container.run().ok();
    expect(container.lines[0]?.text).toBe("");
  });

  check("maskedPaths: none at all", (scene) => {
    const { report } = scene.inside((config) => {
      delete config.linux.maskedPaths;
      delete config.linux.readonlyPaths;
    });
    expect(isMounted(report.mountinfo, "/proc/kcore")).toBe(false);
  });

  check("maskedPaths: a relative path is an error", (scene) => {
    scene.refuses(masked("proc/kcore"), /maskedPaths|absolute|mask/i);
  });

  check("readonlyPaths: cannot be written, can be read", { proves: ["/linux/readonlyPaths/*"] }, (scene) => {
    const change: Change = (config) => {
      writableRoot(config);
      readonly("/tmp")(config);
    };
    const seen = scene.inside(change, "try-open /tmp/file c", "list /tmp");
    expect(seen.lines.map(({ errno }) => errno)).toEqual(["EROFS", ""]);
    expect(scene.inside(writableRoot, "try-open /tmp/file c").line(0).errno).toBe("");
  });

  check("readonlyPaths: a file", (scene) => {
    const bundle = scene.probeBundle(["try-open /etc/file w", "read /etc/file"], (config) => {
      writableRoot(config);
      readonly("/etc/file")(config);
    });
    bundle.put("etc/file", "text");
    const container = scene.container(bundle);
    container.run().ok();
    expect(container.lines.map(({ errno }) => errno)).toEqual(["EROFS", ""]);
    expect(container.lines[1]?.text).toBe("text");
  });

  check("readonlyPaths: the flags of the mount below stay", (scene) => {
    const { report } = scene.inside(readonly("/proc/sys"));
    expect(mountAt(report.mountinfo, "/proc/sys").options).toEqual(expect.arrayContaining(["ro"]));
    expect(mountAt(scene.inside(readonly("/dev/shm")).report.mountinfo, "/dev/shm").options).toEqual(
      expect.arrayContaining(["ro", "nosuid", "nodev", "noexec"]),
    );
  });

  check("readonlyPaths: one that does not exist is left out", (scene) => {
    scene.inside(readonly("/proc/no-such-file"));
  });

  check("the default ones hold", (scene) => {
    const seen = scene.inside(
      undefined,
      "try-open /proc/sys/vm/swappiness w",
      "try-open /proc/sys/kernel/hostname w",
      "read /proc/keys",
    );
    expect(seen.line(0).errno).toMatch(/EROFS|EACCES/);
    expect(seen.line(1).errno).toMatch(/EROFS|EACCES/);
    expect(seen.line(2).text).toBe("");
  });
});
