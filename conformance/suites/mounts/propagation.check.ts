import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { suite } from "../../harness/check.ts";
import type { Change } from "../../harness/config.ts";
import { mountAt } from "../../harness/mountinfo.ts";
import type { Scene } from "../../harness/scene.ts";
import { options } from "./proof.ts";

/** A shared mount of the host, with a shared mount in it. */
function sharedTree(scene: Scene): string {
  const dir = join(scene.dir, "shared");
  mkdirSync(dir);
  const script =
    'mount -t tmpfs tmpfs "$1" && mount --make-shared "$1" && mkdir "$1/inner" && mount -t tmpfs tmpfs "$1/inner" && mount --make-shared "$1/inner"';
  scene.shell(script, [dir]).ok();
  scene.atEnd(() => {
    scene.shell('umount -R "$1"', [dir]);
  });
  return dir;
}

/** What mountinfo says of /mnt and /mnt/inner: `shared`, `master`, `unbindable`. */
function propagation(scene: Scene, mount: { source: string; root?: string }, ...words: string[]) {
  const { report } = scene.inside((config) => {
    if (mount.root !== undefined) config.linux.rootfsPropagation = mount.root;
    config.mounts.push({ destination: "/mnt", source: mount.source, options: ["rbind", ...words] });
  });
  const found = (target: string) =>
    mountAt(report.mountinfo, target).propagation.map((word) => word.split(":")[0] ?? "");
  return { top: found("/mnt"), inner: found("/mnt/inner") };
}

suite("mounts: propagation", (check) => {
  check("private and rprivate", options("private", "rprivate"), (scene) => {
    const mount = { source: sharedTree(scene), root: "shared" };
    expect(propagation(scene, mount)).toEqual({ top: ["shared"], inner: ["shared"] });
    expect(propagation(scene, mount, "private")).toEqual({ top: [], inner: ["shared"] });
    expect(propagation(scene, mount, "rprivate")).toEqual({ top: [], inner: [] });
  });

  check("slave and rslave", options("slave", "rslave"), (scene) => {
    const mount = { source: sharedTree(scene), root: "shared" };
    expect(propagation(scene, mount)).toEqual({ top: ["shared"], inner: ["shared"] });
    expect(propagation(scene, mount, "slave")).toEqual({ top: ["master"], inner: ["shared"] });
    expect(propagation(scene, mount, "rslave")).toEqual({ top: ["master"], inner: ["master"] });
  });

  check("shared and rshared", options("shared", "rshared"), (scene) => {
    const mount = { source: sharedTree(scene) };
    expect(propagation(scene, mount)).toEqual({ top: ["master"], inner: ["master"] });
    expect(propagation(scene, mount, "shared")).toEqual({ top: ["shared", "master"], inner: ["master"] });
    expect(propagation(scene, mount, "rshared")).toEqual({ top: ["shared", "master"], inner: ["shared", "master"] });
  });

  check("unbindable and runbindable", options("unbindable", "runbindable"), (scene) => {
    const mount = { source: sharedTree(scene), root: "shared" };
    expect(propagation(scene, mount)).toEqual({ top: ["shared"], inner: ["shared"] });
    expect(propagation(scene, mount, "unbindable")).toEqual({ top: ["unbindable"], inner: ["shared"] });
    expect(propagation(scene, mount, "runbindable")).toEqual({ top: ["unbindable"], inner: ["unbindable"] });
  });

  check("slave: a mount of the host arrives later on", options("rslave"), (scene) => {
    const source = sharedTree(scene);
    const bind =
      (option: string): Change =>
      (config) => {
        config.mounts.push({ destination: "/mnt", source, options: ["rbind", option] });
      };
    const boxes = ["rslave", "rprivate"].map((option) => scene.running(["sleep 1", "list /mnt/late"], bind(option)));
    scene.shell('mkdir "$1" && mount -t tmpfs tmpfs "$1" && touch "$1/seen"', [join(source, "late")]).ok();
    expect(boxes.map((box) => box.says("list").entries)).toEqual([["seen"], []]);
  });

  const rootWith = (scene: Scene, value: string | undefined) => {
    const { report } = scene.inside((config) => {
      if (value !== undefined) config.linux.rootfsPropagation = value;
    });
    return mountAt(report.mountinfo, "/").propagation.map((word) => word.split(":")[0]);
  };

  check("rootfsPropagation: private, slave and none are not shared", (scene) => {
    expect(rootWith(scene, undefined)).not.toContain("shared");
    expect(rootWith(scene, "private")).toEqual([]);
    expect(rootWith(scene, "slave")).not.toContain("shared");
  });

  for (const value of ["shared", "rshared", "unbindable"]) {
    check(`rootfsPropagation: ${value}`, { proves: ["/linux/rootfsPropagation"] }, (scene) => {
      expect(rootWith(scene, undefined)).not.toContain(value.replace("rs", "s"));
      expect(rootWith(scene, value)).toContain(value.replace("rs", "s"));
    });
  }

  check("rootfsPropagation: a word that is none is an error", (scene) => {
    scene.refuses((config) => {
      config.linux.rootfsPropagation = "viral";
    }, /rootfsPropagation|propagation/);
  });
});
