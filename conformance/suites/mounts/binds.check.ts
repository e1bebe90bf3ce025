import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { withMount } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import { isMounted, mountAt } from "../../harness/mountinfo.ts";
import type { Scene } from "../../harness/scene.ts";
import { options } from "./proof.ts";

/** A directory with a file, and a tmpfs mounted inside of it. */
function tree(scene: Scene): string {
  const dir = join(scene.dir, "tree");
  mkdirSync(join(dir, "inner"), { recursive: true });
  writeFileSync(join(dir, "file"), "outer");
  scene.shell('mount -t tmpfs tmpfs "$1" && echo -n inner >"$1/file"', [join(dir, "inner")]).ok();
  scene.atEnd(() => {
    scene.shell('umount -l "$1"', [join(dir, "inner")]);
  });
  return dir;
}

suite("mounts: bind", (check) => {
  check("bind: the directory alone; rbind: all below it", options("bind", "rbind"), (scene) => {
    const source = tree(scene);
    const read = (option: string) => {
      const change = withMount({ destination: "/mnt", type: "none", source, options: [option] });
      const seen = scene.inside(change, "read /mnt/file", "read /mnt/inner/file");
      return [seen.line(0).text, seen.line(1).text];
    };
    expect(read("bind")).toEqual(["outer", ""]);
    expect(read("rbind")).toEqual(["outer", "inner"]);
  });

  check("bind: type `bind` needs no option", (scene) => {
    const change = withMount({ destination: "/mnt", type: "bind", source: tree(scene), options: ["bind"] });
    expect(scene.inside(change, "read /mnt/file").line(0).text).toBe("outer");
  });

  check("rbind ro: the top is read-only", (scene) => {
    const change = withMount({ destination: "/mnt", source: tree(scene), options: ["rbind", "ro"] });
    const seen = scene.inside(change, "try-open /mnt/new c", "try-open /mnt/inner/new c");
    expect(seen.line(0).errno).toBe("EROFS");
    expect(seen.line(1).errno).toBe("");
  });

  check("a file on a file that is made for it", (scene) => {
    const source = join(scene.dir, "hosts");
    writeFileSync(source, "127.0.0.1 box");
    const bundle = scene.probeBundle(
      ["read /etc/deep/hosts"],
      withMount({ destination: "/etc/deep/hosts", source, options: ["bind"] }),
    );
    const container = scene.container(bundle);
    container.run().ok();
    expect(container.lines[0]?.text).toBe("127.0.0.1 box");
    expect(readFileSync(join(bundle.rootfs, "etc/deep/hosts"), "utf8")).toBe("");
  });

  check("a write through the bind reaches the host", (scene) => {
    const source = tree(scene);
    scene.inside(withMount({ destination: "/mnt", source, options: ["bind"] }), ["write", "/mnt/new", "from inside"]);
    expect(readFileSync(join(source, "new"), "utf8")).toBe("from inside");
  });

  check("a source that does not exist is an error that names it", (scene) => {
    const change = withMount({ destination: "/mnt", source: "/no/such/source", options: ["bind"] });
    const error = scene.refuses(change, "no such file or directory").stderr;
    expect(error).toMatch(/\/no\/such\/source|\/mnt/);
  });

  check("a relative source is taken from the bundle", (scene) => {
    const bundle = scene.probeBundle(
      ["read /mnt/file"],
      withMount({ destination: "/mnt", source: "data", options: ["bind"] }),
    );
    mkdirSync(join(bundle.dir, "data"));
    writeFileSync(join(bundle.dir, "data/file"), "of the bundle");
    const container = scene.container(bundle);
    container.run().ok();
    expect(container.lines[0]?.text).toBe("of the bundle");
  });

  check("a destination that is a symlink stays inside of the rootfs", (scene) => {
    const outside = join(scene.dir, "outside");
    mkdirSync(outside);
    const bundle = scene.probeBundle(
      ["read /link/file"],
      withMount({ destination: "/link", source: tree(scene), options: ["bind"] }),
    );
    symlinkSync(outside, join(bundle.rootfs, "link"));
    const container = scene.container(bundle);
    container.run().ok();
    expect(container.lines[0]?.text).toBe("outer");
    expect(existsSync(join(outside, "file"))).toBe(false);
  });

  check("two mounts on one place: the second is on top", (scene) => {
    const source = tree(scene);
    const { report } = scene.inside((config) => {
      config.mounts.push({ destination: "/mnt", type: "tmpfs", source: "tmpfs" });
      config.mounts.push({ destination: "/mnt", source, options: ["bind", "ro"] });
    });
    expect(mountAt(report.mountinfo, "/mnt").options).toContain("ro");
  });

  check("in the order of config.json", (scene) => {
    const source = tree(scene);
    const { report } = scene.inside((config) => {
      config.mounts.push({ destination: "/mnt", type: "tmpfs", source: "tmpfs" });
      config.mounts.push({ destination: "/mnt/a/b", source, options: ["bind"] });
    });
    expect(isMounted(report.mountinfo, "/mnt/a/b")).toBe(true);
  });

  check("a hundred of them", (scene) => {
    const source = tree(scene);
    const { report } = scene.inside((config) => {
      config.mounts.push({ destination: "/mnt", type: "tmpfs", source: "tmpfs" });
      for (let i = 0; i < 100; i++) config.mounts.push({ destination: `/mnt/${i}`, source, options: ["bind"] });
    });
    expect(isMounted(report.mountinfo, "/mnt/99")).toBe(true);
  });
});
