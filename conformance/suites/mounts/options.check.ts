import { expect } from "vitest";
import { withMount } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import { mountAt } from "../../harness/mountinfo.ts";
import type { Inside, Scene } from "../../harness/scene.ts";

/** Option, its opposite, and what mountinfo shows with it. */
const FLAGS: readonly { set: string; clear: string; shown: string }[] = [
  { set: "ro", clear: "rw", shown: "ro" },
  { set: "nosuid", clear: "suid", shown: "nosuid" },
  { set: "nodev", clear: "dev", shown: "nodev" },
  { set: "noexec", clear: "exec", shown: "noexec" },
  { set: "noatime", clear: "atime", shown: "noatime" },
  { set: "nodiratime", clear: "diratime", shown: "nodiratime" },
];

function optionsAt(target: string) {
  return ({ report }: Inside): readonly string[] => mountAt(report.mountinfo, target).options;
}

function tmpfsWith(scene: Scene, options: string[]): readonly string[] {
  return optionsAt("/mnt")(scene.inside(withMount({ destination: "/mnt", type: "tmpfs", source: "tmpfs", options })));
}

/** A bind of a directory on a file system of its own, so that only the mount differs. */
function bindWith(scene: Scene, options: string[]): readonly string[] {
  return optionsAt("/mnt")(
    scene.inside(withMount({ destination: "/mnt", source: scene.dir, options: ["bind", ...options] })),
  );
}

suite("mounts: options", (check) => {
  for (const { set, clear, shown } of FLAGS) {
    check(`tmpfs: ${set}, ${clear}, the last one wins`, (scene) => {
      expect(tmpfsWith(scene, [])).not.toContain(shown);
      expect(tmpfsWith(scene, [set])).toContain(shown);
      expect(tmpfsWith(scene, [set, clear])).not.toContain(shown);
    });

    check(`bind: ${set}`, (scene) => {
      expect(bindWith(scene, [])).not.toContain(shown);
      expect(bindWith(scene, [set])).toContain(shown);
    });
  }

  check("nosymfollow, symfollow", (scene) => {
    expect(tmpfsWith(scene, ["nosymfollow"])).toContain("nosymfollow");
    expect(tmpfsWith(scene, ["nosymfollow", "symfollow"])).not.toContain("nosymfollow");
  });

  check("lazytime and iversion are options of the file system", (scene) => {
    const change = withMount({
      destination: "/mnt",
      type: "tmpfs",
      source: "tmpfs",
      options: ["lazytime", "iversion"],
    });
    expect(mountAt(scene.inside(change).report.mountinfo, "/mnt").superOptions).toContain("lazytime");
  });

  check("relatime, norelatime, strictatime", (scene) => {
    expect(tmpfsWith(scene, ["relatime"])).toContain("relatime");
    const strict = tmpfsWith(scene, ["strictatime"]);
    expect(strict).not.toContain("relatime");
    expect(strict).not.toContain("noatime");
  });

  check("sync, dirsync, mand are options of the file system", (scene) => {
    const change = withMount({ destination: "/mnt", type: "tmpfs", source: "tmpfs", options: ["sync", "dirsync"] });
    const { report } = scene.inside(change);
    expect(mountAt(report.mountinfo, "/mnt").superOptions).toEqual(expect.arrayContaining(["sync", "dirsync"]));
  });

  check("async, nomand, loud change nothing", (scene) => {
    expect(tmpfsWith(scene, ["async", "nomand", "loud"])).toEqual(tmpfsWith(scene, []));
  });

  check("defaults changes nothing", (scene) => {
    expect(tmpfsWith(scene, ["defaults"])).toEqual(tmpfsWith(scene, []));
  });

  check("ro: a write is refused", (scene) => {
    const seen = scene.contrast(
      withMount({ destination: "/tmp", type: "tmpfs", source: "tmpfs", options: ["rw"] }),
      (inside) => inside.line(0).errno,
      "try-open /tmp/file c",
    );
    expect(seen).toEqual({ without: "EROFS", with: "" });
    const change = withMount({ destination: "/tmp", type: "tmpfs", source: "tmpfs", options: ["ro"] });
    expect(scene.inside(change, "try-open /tmp/file c").line(0).errno).toBe("EROFS");
  });

  check("noexec: a program there cannot run", (scene) => {
    const run = (options: string[]) => {
      const bundle = scene.probeBundle(["exec /mnt/probe"], (config) => {
        config.mounts.push({ destination: "/mnt", source: `${scene.dir}/shared`, options: ["bind", ...options] });
      });
      scene.shell('mkdir -p "$1" && cp "$2" "$1/probe"', [`${scene.dir}/shared`, `${bundle.rootfs}/probe`]).ok();
      const container = scene.container(bundle);
      container.run().ok();
      return container.lines[0]?.errno;
    };
    expect(run([])).toBe("");
    expect(run(["noexec"])).toBe("EACCES");
  });

  check("nodev: a device there cannot be opened", (scene) => {
    const run = (options: string[]) => {
      const bundle = scene.probeBundle(["try-open /mnt/null rw"], (config) => {
        config.mounts.push({ destination: "/mnt", source: `${scene.dir}/shared`, options: ["bind", ...options] });
        config.linux.resources = { devices: [{ allow: true, access: "rwm" }] };
      });
      scene.shell('mkdir -p "$1" && mknod "$1/null" c 1 3; true', [`${scene.dir}/shared`]).ok();
      const container = scene.container(bundle);
      container.run().ok();
      return container.lines[0]?.errno;
    };
    expect(run(["dev"])).toBe("");
    expect(run(["nodev"])).toBe("EACCES");
  });

  check("data options go to the file system: size, nr_inodes, mode, uid, gid", (scene) => {
    const options = ["size=64k", "nr_inodes=9", "mode=1710", "uid=3", "gid=4"];
    const change = withMount({ destination: "/mnt/new", type: "tmpfs", source: "tmpfs", options });
    const seen = scene.inside(change, "statfs /mnt/new", "stat /mnt/new");
    expect(seen.line(0)).toMatchObject({ bytes: 65_536, inodes: 9 });
    expect(seen.line(1)).toMatchObject({ mode: "1710", uid: 3, gid: 4 });
  });

  check("tmpfs: a mode that is given wins over the directory that it covers", (scene) => {
    const change = withMount({ destination: "/mnt", type: "tmpfs", source: "tmpfs", options: ["mode=1710"] });
    expect(scene.inside(change, "stat /mnt").line(0).mode).toBe("1710");
  });

  check("an option that the file system does not know is an error", (scene) => {
    const change = withMount({ destination: "/mnt", type: "tmpfs", source: "tmpfs", options: ["colour=blue"] });
    scene.refuses(change, /mnt/);
  });

  check("remount: changes what is mounted already", (scene) => {
    const seen = scene.contrast(
      withMount({ destination: "/dev/shm", options: ["bind", "remount", "ro"] }),
      optionsAt("/dev/shm"),
    );
    expect(seen.without).toContain("rw");
    expect(seen.with).toContain("ro");
  });

  check("unknown type: an error that names the mount", (scene) => {
    scene.refuses(withMount({ destination: "/mnt", type: "nosuchfs", source: "none" }), /mnt|nosuchfs/);
  });
});
