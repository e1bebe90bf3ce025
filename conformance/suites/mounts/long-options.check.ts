/** Options that are longer than fsconfig(2) takes (255 bytes for a value), and what else goes by mount(2) therefore. */
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Bundle } from "../../harness/bundle.ts";
import { all, withMount, withoutNamespace, withUserNamespace } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change, Mount } from "../../harness/config.ts";
import { mountAt, parseMountinfo } from "../../harness/mountinfo.ts";
import { Inside, type Scene, type Verb } from "../../harness/scene.ts";
import { options } from "./proof.ts";

/** A tmpfs for layers: what lies below may be an overlay itself, which can't hold an upper directory. */
function workshop(scene: Scene): string {
  const dir = join(scene.dir, "layers");
  mkdirSync(dir);
  scene.shell('mount -t tmpfs tmpfs "$1"', [dir]).ok();
  scene.atEnd(() => {
    scene.shell('umount "$1"', [dir]);
  });
  return dir;
}

/** Directories `<name>0`, `<name>1`, …, each with a file of its own number. */
function layers(dir: string, name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const layer = join(dir, `${name}${index}`);
    mkdirSync(layer);
    writeFileSync(join(layer, `f${index}`), String(index));
    return layer;
  });
}

function overlay(...words: string[]): Mount {
  return { destination: "/mnt", type: "overlay", source: "overlay", options: words };
}

/** Run with what `prepare` made of the bundle. */
function inside(scene: Scene, change: Change, prepare: (bundle: Bundle) => void, ...verbs: Verb[]): Inside {
  const bundle = scene.probeBundle(verbs, change);
  prepare(bundle);
  return new Inside(scene.container(bundle).run().ok());
}

suite("mounts: long options", (check) => {
  for (const { name, count } of [
    { name: "layer", count: 2 },
    { name: "layer", count: 30 },
    { name: "of-the-hundred-", count: 40 },
  ]) {
    check(`an overlay of ${count} layers, each in its place`, options("*"), (scene) => {
      const found = layers(workshop(scene), name, count);
      writeFileSync(join(found[0] ?? "", "which"), "first");
      writeFileSync(join(found[count - 1] ?? "", "which"), "last");
      const seen = scene.inside(
        withMount(overlay(`lowerdir=${found.join(":")}`, "ro")),
        "list /mnt",
        "read /mnt/which",
        "try-open /mnt/new c",
        "report",
      );
      expect(seen.line(0).entries).toHaveLength(count + 1);
      expect(seen.line(1).text).toBe("first");
      expect(seen.line(2).errno).toBe("EROFS");
      expect(parseMountinfo(seen.report.mountinfo).filter(({ target }) => target === "/mnt")).toHaveLength(1);
    });
  }

  check("an upper directory deep down is written to", options("*"), (scene) => {
    const dir = workshop(scene);
    const [lower = ""] = layers(dir, "layer", 1);
    const deep = join(dir, ...Array.from({ length: 8 }, () => "d".repeat(60)));
    for (const made of ["upper", "work"]) mkdirSync(join(deep, made), { recursive: true });
    const mount = overlay(
      `lowerdir=${lower}`,
      `upperdir=${join(deep, "upper")},workdir=${join(deep, "work")}`,
      "nosuid",
    );
    const seen = scene.inside(withMount(mount), ["write", "/mnt/new", "text"], "read /mnt/f0", "report");
    expect(seen.lines.slice(0, 2).map(({ errno }) => errno)).toEqual(["", ""]);
    expect(mountAt(seen.report.mountinfo, "/mnt").options).toContain("nosuid");
    expect(readdirSync(join(deep, "upper"))).toEqual(["new"]);
  });

  check("more layers than mount(2) takes: one by one", options("*"), (scene) => {
    const dir = workshop(scene);
    const found = layers(dir, "l".repeat(100), 60);
    const [odd = ""] = layers(dir, "a:b,c\\d", 1);
    const lower = [odd.replace(/[\\:,]/g, "\\$&"), ...found].join(":");
    expect(lower.length).toBeGreaterThan(4096);
    const seen = scene.inside(withMount(overlay(`lowerdir=${lower}`)), "list /mnt", "read /mnt/f59");
    expect(seen.line(0).entries).toHaveLength(60);
    expect(seen.line(1).text).toBe("59");
  });

  check("what no call takes is an error with its place, and nothing is made", (scene) => {
    const long = `upperdir=/${"u/".repeat(2100)}`;
    const bundle = scene.probeBundle(["report"], withMount({ ...overlay("lowerdir=/a", long), destination: "/made" }));
    const { stderr } = scene.container(bundle).run().fails("/mounts/7/options/1");
    expect(stderr).toMatch(/4095 bytes/);
    expect(existsSync(join(bundle.rootfs, "made"))).toBe(false);
  });

  check("an unknown option is named, whichever call it goes to", (scene) => {
    const layer = `lowerdir=${workshop(scene)}/${"d".repeat(250)}`;
    mkdirSync(layer.slice("lowerdir=".length));
    for (const mount of [
      overlay(layer, "colour=blue"),
      { destination: "/mnt", type: "tmpfs", source: "tmpfs", options: ["iversion", "colour=blue"] },
    ]) {
      const { stderr } = scene.refuses(withMount(mount), /invalid argument/);
      expect(stderr).toMatch(/\/mounts\/7/);
      expect(stderr).toMatch(/Unknown parameter 'colour'/);
    }
  });

  check("a layer that does not exist is an error with its place", (scene) => {
    const { stderr } = scene.refuses(withMount(overlay(`lowerdir=/no/such/${"l".repeat(250)}`)), /no such file/i);
    expect(stderr).toMatch(/\/mnt|\/mounts\/7/);
  });

  const classic = (...words: string[]): Mount => {
    return { destination: "/data", type: "tmpfs", source: "tmpfs", options: ["iversion", ...words] };
  };

  check("by mount(2) too: attributes, mode of what is covered, propagation, tmpcopyup", (scene) => {
    const change = withMount(classic("tmpcopyup", "ro", "noexec", "noatime", "shared", "sync", "size=64k"));
    const prepare = ({ rootfs }: Bundle) => {
      scene.shell('mkdir -m 1751 "$1/data" && echo -n in >"$1/data/file"', [rootfs]).ok();
    };
    const seen = inside(
      scene,
      change,
      prepare,
      "read /data/file",
      "try-open /data/new c",
      "statfs /data",
      "stat /data",
      "report",
    );
    expect([seen.line(0).text, seen.line(1).errno]).toEqual(["in", "EROFS"]);
    expect(seen.line(2).bytes).toBe(65_536);
    expect(seen.line(3).mode).toBe("1751");
    const mount = mountAt(seen.report.mountinfo, "/data");
    expect(mount.options).toEqual(expect.arrayContaining(["ro", "noexec", "noatime"]));
    expect(mount.superOptions).toEqual(expect.arrayContaining(["rw", "sync"]));
    expect(mount.propagation.map((word) => word.split(":")[0])).toEqual(["shared"]);
  });

  check("by mount(2) too: nodes and mounts below a read-only tmpfs", (scene) => {
    const { report } = scene.inside((config) => {
      config.mounts.push(classic("ro"), { destination: "/data/in", type: "tmpfs", source: "tmpfs" });
    });
    expect(mountAt(report.mountinfo, "/data").options).toContain("ro");
    expect(mountAt(report.mountinfo, "/data/in").options).toContain("rw");
  });

  check("by mount(2) too: in a user namespace", (scene) => {
    const own = ({ rootfs }: Bundle) => {
      scene.shell('chown -R 100000:100000 "$1"; chmod 755 "$1" "$1/.." "$1/../.."', [rootfs]).ok();
    };
    const change = all(withUserNamespace(100_000), withMount(classic("size=64k", "nosuid")));
    const seen = inside(scene, change, own, "statfs /data", "stat /data", "try-open /data/new c", "report");
    expect(seen.line(0).bytes).toBe(65_536);
    expect(seen.line(1)).toMatchObject({ uid: 0, gid: 0 });
    expect(seen.line(2).errno).toBe("");
    expect(mountAt(seen.report.mountinfo, "/data").options).toContain("nosuid");
  });

  check("by mount(2) too: without a mount namespace, and nothing stays on the host", (scene) => {
    const here = () => scene.shell("cat /proc/self/mountinfo").ok().stdout;
    const before = here();
    const seen = scene.inside(all(withoutNamespace("mount"), withMount(classic("size=64k"))), "statfs /data");
    expect(seen.line(0).bytes).toBe(65_536);
    expect(here()).toBe(before);
  });

  check("by mount(2) too: a destination that is a link stays inside of the rootfs", (scene) => {
    const outside = join(scene.dir, "outside");
    mkdirSync(outside);
    const link = ({ rootfs }: Bundle) => symlinkSync(outside, join(rootfs, "data"));
    const seen = inside(scene, withMount(classic()), link, ["write", "/data/file", "text"], "report");
    expect(seen.line(0).errno).toBe("");
    expect(mountAt(seen.report.mountinfo, outside).type).toBe("tmpfs");
    expect(readdirSync(outside)).toEqual([]);
  });

  check("by mount(2) too: nothing below /proc", (scene) => {
    scene.refuses(withMount({ ...classic(), destination: "/proc/sys" }), /proc/);
  });

  check("by mount(2) too: nothing through links of /proc, by whatever way", (scene) => {
    scene.refuses(withMount({ ...classic(), destination: "/proc/self/fd/5" }), /proc/);
    const bundle = scene.probeBundle(["report"], withMount(classic()));
    symlinkSync("/proc/self/cwd", join(bundle.rootfs, "data"));
    scene
      .container(bundle)
      .run()
      .fails(/data|proc/);
  });

  check("by mount(2) too: nothing else is mounted, and no directory is left open", (scene) => {
    const targets = (change?: Change) =>
      parseMountinfo(scene.inside(change).report.mountinfo)
        .map(({ target }) => target)
        .sort();
    expect(targets(withMount(classic()))).toEqual([...targets(), "/data"].sort());
    const box = scene.running(["sleep"], withMount(classic()));
    const directories = scene.shell('find "$1" -mindepth 1 -xtype d', [`/proc/${box.state().pid}/fd`]).ok();
    expect(directories.stdout).toBe("");
  });
});
