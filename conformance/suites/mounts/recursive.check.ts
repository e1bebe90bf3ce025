import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { withMount } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import { mountAt } from "../../harness/mountinfo.ts";
import type { Scene } from "../../harness/scene.ts";
import { options } from "./proof.ts";

/** Option, its opposite, and what mountinfo shows with it. */
const PAIRS: readonly { set: string; clear: string; shown: string }[] = [
  { set: "rro", clear: "rrw", shown: "ro" },
  { set: "rnosuid", clear: "rsuid", shown: "nosuid" },
  { set: "rnodev", clear: "rdev", shown: "nodev" },
  { set: "rnoexec", clear: "rexec", shown: "noexec" },
  { set: "rnodiratime", clear: "rdiratime", shown: "nodiratime" },
  { set: "rnoatime", clear: "ratime", shown: "noatime" },
  { set: "rrelatime", clear: "rstrictatime", shown: "relatime" },
  { set: "rnosymfollow", clear: "rsymfollow", shown: "nosymfollow" },
];

/** A tmpfs with another one inside, both mounted with these options. */
function tree(scene: Scene, mounted: string): string {
  const dir = join(scene.dir, `tree-${mounted.replaceAll(",", "-")}`);
  mkdirSync(dir);
  const script = `mount -t tmpfs -o rw tmpfs "$1" && mkdir "$1/inner" && mount -t tmpfs -o "$2" tmpfs "$1/inner" &&
    mount -o "remount,bind,$2" "$1"`;
  scene.shell(script, [dir, mounted]).ok();
  scene.atEnd(() => {
    scene.shell('umount -R "$1"', [dir]);
  });
  return dir;
}

/** Whether the top and the inner mount show it. */
function shows(scene: Scene, source: string, words: string[], shown: string): [boolean, boolean] {
  const { report } = scene.inside(withMount({ destination: "/mnt", source, options: ["rbind", ...words] }));
  const has = (target: string) => mountAt(report.mountinfo, target).options.includes(shown);
  return [has("/mnt"), has("/mnt/inner")];
}

suite("mounts: recursive", (check) => {
  for (const { set, clear, shown } of PAIRS) {
    check(`${set} and ${clear}: for all mounts of the tree`, options(set, clear), (scene) => {
      const plain = tree(scene, shown === "relatime" ? "noatime" : "strictatime");
      expect(shows(scene, plain, [], shown)).toEqual([false, false]);
      expect(shows(scene, plain, [set], shown)).toEqual([true, true]);
      const flagged = tree(scene, shown);
      expect(shows(scene, flagged, [], shown)).toEqual([true, true]);
      expect(shows(scene, flagged, [clear], shown)).toEqual([false, false]);
    });
  }

  const both = PAIRS.flatMap(({ set, clear }) => [set, clear]);
  check("of contrary options the last one wins", options(...both), (scene) => {
    const plain = tree(scene, "strictatime");
    for (const { set, clear, shown } of PAIRS) {
      expect(shows(scene, plain, [set, clear], shown), `${set},${clear}`).toEqual([false, false]);
      expect(shows(scene, plain, [clear, set], shown), `${clear},${set}`).toEqual([true, true]);
    }
  });

  const atimes = ["rstrictatime", "rnostrictatime", "rnorelatime"];
  check(`${atimes.join(", ")}: back to the kernel's default`, options(...atimes), (scene) => {
    const source = tree(scene, "noatime");
    expect(shows(scene, source, ["rstrictatime"], "noatime")).toEqual([false, false]);
    expect(shows(scene, source, ["rstrictatime"], "relatime")).toEqual([false, false]);
    expect(shows(scene, source, ["rstrictatime", "rnostrictatime"], "relatime")).toEqual([true, true]);
    expect(shows(scene, source, ["rnorelatime"], "relatime")).toEqual([true, true]);
  });

  check("rbind,ro is the top alone, rbind,rro the whole tree: writes", options("ro", "rro"), (scene) => {
    const source = tree(scene, "nodev");
    const errors = (option: string) => {
      const change = withMount({ destination: "/mnt", source, options: ["rbind", option] });
      const seen = scene.inside(change, "try-open /mnt/new c", "try-open /mnt/inner/new c");
      return seen.lines.map(({ errno }) => errno);
    };
    expect(errors("ro")).toEqual(["EROFS", ""]);
    expect(errors("rro")).toEqual(["EROFS", "EROFS"]);
  });

  check("on a new file system: as the option without r", options("rro", "rnoexec"), (scene) => {
    const change = withMount({ destination: "/mnt", type: "tmpfs", source: "tmpfs", options: ["rro", "rnoexec"] });
    const found = mountAt(scene.inside(change).report.mountinfo, "/mnt");
    expect(found.options).toEqual(expect.arrayContaining(["ro", "noexec"]));
  });

  check("remount: what is mounted already, with all below it", options("remount", "rro"), (scene) => {
    const source = tree(scene, "nodev");
    const { report } = scene.inside((config) => {
      config.mounts.push({ destination: "/mnt", source, options: ["rbind"] });
      config.mounts.push({ destination: "/mnt", options: ["remount", "bind", "rro"] });
    });
    for (const target of ["/mnt", "/mnt/inner"]) expect(mountAt(report.mountinfo, target).options).toContain("ro");
  });
});
