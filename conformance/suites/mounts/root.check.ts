import { cpSync, mkdirSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { suite } from "../../harness/check.ts";
import { isMounted, parseMountinfo } from "../../harness/mountinfo.ts";

suite("root", (check) => {
  check("readonly: true and false", { proves: ["/root/readonly"] }, (scene) => {
    const seen = scene.contrast(
      (config) => {
        config.root.readonly = false;
      },
      (inside) => inside.line(0).errno,
      "try-open /file c",
    );
    expect(seen).toEqual({ without: "EROFS", with: "" });
  });

  check("readonly: absent is writable", (scene) => {
    const seen = scene.inside((config) => {
      delete config.root.readonly;
    }, "try-open /file c");
    expect(seen.line(0).errno).toBe("");
  });

  check("readonly: mounts in it stay writable", (scene) => {
    expect(scene.inside(undefined, "try-open /dev/shm/file c").line(0).errno).toBe("");
  });

  check("path: another directory is another root", { proves: ["/root/path"] }, (scene) => {
    const bundle = scene.probeBundle(["read /which"]);
    const other = join(bundle.dir, "other");
    cpSync(bundle.rootfs, other, { recursive: true });
    bundle.put("which", "rootfs");
    bundle.put("../other/which", "other");
    const which = () => {
      const container = scene.container(bundle);
      container.run().ok();
      return container.lines[0]?.text;
    };
    expect(which()).toBe("rootfs");
    bundle.config.root.path = "other";
    bundle.write();
    expect(which()).toBe("other");
  });

  check("path: an absolute one, outside of the bundle", (scene) => {
    const elsewhere = join(scene.dir, "elsewhere");
    const bundle = scene.probeBundle(["list /"], (config) => {
      config.root.path = elsewhere;
    });
    renameSync(bundle.rootfs, elsewhere);
    const container = scene.container(bundle);
    container.run().ok();
    expect(container.lines[0]?.entries).toContain("probe");
  });

  check("path: one that does not exist is an error that names it", (scene) => {
    const bundle = scene.probeBundle(["report"], (config) => {
      config.root.path = "no-such-rootfs";
    });
    scene
      .container(bundle)
      .run()
      .fails(/no-such-rootfs/);
  });

  check("path: a symbolic link is an error", (scene) => {
    const bundle = scene.probeBundle(["report"], (config) => {
      config.root.path = "link";
    });
    symlinkSync("rootfs", join(bundle.dir, "link"));
    scene.container(bundle).run().fails(/link/);
  });

  check("nothing of the host is left in the mount tree", (scene) => {
    const { report } = scene.inside();
    const targets = parseMountinfo(report.mountinfo).map(({ target }) => target);
    const allowed = /^\/$|^\/(proc|dev|sys)(\/|$)/;
    expect(targets.filter((target) => !allowed.test(target))).toEqual([]);
    expect(isMounted(report.mountinfo, "/")).toBe(true);
  });

  check("`..` of the root is the root", (scene) => {
    const seen = scene.inside(undefined, "stat /", "stat /..", "stat /../../..");
    const inodes = seen.lines.map(({ device, inode }) => `${device}:${inode}`);
    expect(new Set(inodes).size).toBe(1);
  });

  check("--no-pivot: the container runs on its root all the same", (scene) => {
    const container = scene.container(scene.probeBundle(["list /"]));
    container.run(["--no-pivot"]).ok();
    expect(container.lines[0]?.entries).toContain("probe");
  });

  check("a rootfs that is a mount point of its own", (scene) => {
    const bundle = scene.bundle();
    const other = join(scene.dir, "other");
    mkdirSync(other);
    scene.shell('mount --bind "$1" "$2"', [bundle.rootfs, other]).ok();
    scene.atEnd(() => {
      scene.shell('umount "$1"', [other]);
    });
    bundle.config.root.path = other;
    bundle.write();
    scene.container(bundle).run().ok();
  });
});
