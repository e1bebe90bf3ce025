import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { withMount } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import { mountAt } from "../../harness/mountinfo.ts";
import type { Inside, Scene } from "../../harness/scene.ts";
import { options } from "./proof.ts";

/** Option, its opposite, and what mountinfo shows with it. */
const PAIRS: readonly { set: string; clear: string; shown: string }[] = [
  { set: "ro", clear: "rw", shown: "ro" },
  { set: "nosuid", clear: "suid", shown: "nosuid" },
  { set: "nodev", clear: "dev", shown: "nodev" },
  { set: "noexec", clear: "exec", shown: "noexec" },
  { set: "noatime", clear: "atime", shown: "noatime" },
  { set: "nodiratime", clear: "diratime", shown: "nodiratime" },
  { set: "nosymfollow", clear: "symfollow", shown: "nosymfollow" },
];

function optionsAt(target: string) {
  return ({ report }: Inside): readonly string[] => mountAt(report.mountinfo, target).options;
}

function tmpfsWith(scene: Scene, words: string[]): readonly string[] {
  const mount = { destination: "/mnt", type: "tmpfs", source: "tmpfs", options: words };
  return optionsAt("/mnt")(scene.inside(withMount(mount)));
}

/** A bind of a directory that is mounted on its own as `mounted` says, so that only the mount differs. */
function bindWith(scene: Scene, mounted: string, words: string[]): readonly string[] {
  const source = join(scene.dir, mounted);
  mkdirSync(source, { recursive: true });
  scene.shell('mount -t tmpfs tmpfs "$1" && mount -o "remount,bind,$2" "$1"', [source, mounted]).ok();
  const seen = scene.inside(withMount({ destination: "/mnt", source, options: ["bind", ...words] }));
  scene.shell('umount "$1"', [source]).ok();
  return optionsAt("/mnt")(seen);
}

suite("mounts: options", (check) => {
  for (const { set, clear, shown } of PAIRS) {
    check(`${set} and ${clear}: of a new file system; the last one wins`, options(set, clear), (scene) => {
      expect(tmpfsWith(scene, [])).not.toContain(shown);
      expect(tmpfsWith(scene, [set])).toContain(shown);
      expect(tmpfsWith(scene, [set, clear])).not.toContain(shown);
      expect(tmpfsWith(scene, [clear, set])).toContain(shown);
    });

    check(`${set}: of a bind mount`, options(set), (scene) => {
      expect(bindWith(scene, "strictatime", [])).not.toContain(shown);
      expect(bindWith(scene, "strictatime", [set])).toContain(shown);
    });

    check(`bind of what has ${set}: ${clear} takes it back`, options(clear), (scene) => {
      expect(bindWith(scene, shown, [])).toContain(shown);
      expect(bindWith(scene, shown, [clear])).not.toContain(shown);
    });
  }

  const atimes = (found: readonly string[]) => found.filter((word) => word.endsWith("atime"));

  check("strictatime and nostrictatime: of a new file system", options("strictatime", "nostrictatime"), (scene) => {
    expect(atimes(tmpfsWith(scene, []))).toEqual(["relatime"]);
    expect(atimes(tmpfsWith(scene, ["strictatime"]))).toEqual([]);
    expect(atimes(tmpfsWith(scene, ["strictatime", "nostrictatime"]))).toEqual(["relatime"]);
  });

  check(
    "relatime, strictatime: of a bind mount whose source has noatime",
    options("relatime", "strictatime"),
    (scene) => {
      expect(atimes(bindWith(scene, "noatime", []))).toEqual(["noatime"]);
      expect(atimes(bindWith(scene, "noatime", ["relatime"]))).toEqual(["relatime"]);
      expect(atimes(bindWith(scene, "noatime", ["strictatime"]))).toEqual([]);
    },
  );

  check("bind of what has strictatime: nostrictatime takes it back", options("nostrictatime"), (scene) => {
    expect(atimes(bindWith(scene, "strictatime", []))).toEqual([]);
    expect(atimes(bindWith(scene, "strictatime", ["nostrictatime"]))).toEqual(["relatime"]);
  });

  check(
    "defaults: accepted without effect, which is what it says, and without a warning",
    options("defaults"),
    (scene) => {
      const seen = scene.inside(
        withMount({ destination: "/mnt", type: "tmpfs", source: "tmpfs", options: ["defaults"] }),
      );
      expect(optionsAt("/mnt")(seen)).toEqual(tmpfsWith(scene, []));
      expect(seen.outcome.stderr).toBe("");
    },
  );

  check("norelatime: accepted without effect, and a warning with its place", options("norelatime"), (scene) => {
    const change = withMount({ destination: "/mnt", type: "tmpfs", source: "tmpfs", options: ["norelatime"] });
    const seen = scene.inside(change);
    expect(optionsAt("/mnt")(seen)).toEqual(tmpfsWith(scene, []));
    expect(seen.outcome.stderr).toContain("/mounts/7/options/0");
  });

  check("ro: a write is refused", options("ro", "rw"), (scene) => {
    const seen = scene.contrast(
      withMount({ destination: "/tmp", type: "tmpfs", source: "tmpfs", options: ["rw"] }),
      (inside) => inside.line(0).errno,
      "try-open /tmp/file c",
    );
    expect(seen).toEqual({ without: "EROFS", with: "" });
    const change = withMount({ destination: "/tmp", type: "tmpfs", source: "tmpfs", options: ["ro"] });
    expect(scene.inside(change, "try-open /tmp/file c").line(0).errno).toBe("EROFS");
  });

  check("noexec: a program there cannot run", options("noexec"), (scene) => {
    const run = (words: string[]) => {
      const bundle = scene.probeBundle(["exec /mnt/probe"], (config) => {
        config.mounts.push({ destination: "/mnt", source: `${scene.dir}/shared`, options: ["bind", ...words] });
      });
      scene.shell('mkdir -p "$1" && cp "$2" "$1/probe"', [`${scene.dir}/shared`, `${bundle.rootfs}/probe`]).ok();
      const container = scene.container(bundle);
      container.run().ok();
      return container.lines[0]?.errno;
    };
    expect(run([])).toBe("");
    expect(run(["noexec"])).toBe("EACCES");
  });

  check("nodev: a device there cannot be opened", options("nodev", "dev"), (scene) => {
    const run = (words: string[]) => {
      const bundle = scene.probeBundle(["try-open /mnt/null rw"], (config) => {
        config.mounts.push({ destination: "/mnt", source: `${scene.dir}/shared`, options: ["bind", ...words] });
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

  check("nosymfollow: a link there cannot be followed", options("nosymfollow"), (scene) => {
    const source = join(scene.dir, "links");
    scene.shell('mkdir "$1" && echo text >"$1/file" && ln -s file "$1/link"', [source]).ok();
    const read = (words: string[]) => {
      const change = withMount({ destination: "/mnt", source, options: ["bind", ...words] });
      return scene.inside(change, "try-open /mnt/link r").line(0).errno;
    };
    expect(read([])).toBe("");
    expect(read(["nosymfollow"])).toBe("ELOOP");
  });

  check("remount: changes what is mounted already", options("remount"), (scene) => {
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
