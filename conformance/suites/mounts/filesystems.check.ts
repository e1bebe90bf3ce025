import { expect } from "vitest";
import { cgroupMode } from "../../harness/cgroups.ts";
import { withMount, withoutMount } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import { mountAt, parseMountinfo } from "../../harness/mountinfo.ts";

/** f_type of statfs(2), linux/magic.h. */
const MAGIC = { proc: "9fa0", sysfs: "62656572", tmpfs: "01021994", devpts: "1cd1", mqueue: "19800202" };

suite("mounts: file systems", (check) => {
  check("each of the default ones is what it says", (scene) => {
    const seen = scene.inside(
      undefined,
      "statfs /proc",
      "statfs /sys",
      "statfs /dev",
      "statfs /dev/pts",
      "statfs /dev/mqueue",
    );
    const magic = seen.lines.map((line) => line.magic.replace(/^0+(?=.{4,8}$)/, "").padStart(4, "0"));
    const wanted = [MAGIC.proc, MAGIC.sysfs, MAGIC.tmpfs, MAGIC.devpts, MAGIC.mqueue];
    expect(magic.map((digits) => Number.parseInt(digits, 16))).toEqual(
      wanted.map((digits) => Number.parseInt(digits, 16)),
    );
  });

  const fields = { proves: ["destination", "type", "source"].map((field) => `/mounts/*/${field}`) };
  check("destination, type and source: each alone", fields, (scene) => {
    const base = { destination: "/mnt", type: "tmpfs", source: "cargo" };
    const look = (mount: Partial<typeof base>) => {
      const change = withMount({ ...base, options: ["nosuid"], ...mount });
      const found = parseMountinfo(scene.inside(change).report.mountinfo).filter(({ options, target }) => {
        return options.includes("nosuid") && ["/mnt", "/tmp"].includes(target);
      });
      return found.map(({ target, type, source }) => [target, type, source]);
    };
    expect(look({})).toEqual([["/mnt", "tmpfs", "cargo"]]);
    expect(look({ destination: "/tmp" })).toEqual([["/tmp", "tmpfs", "cargo"]]);
    expect(look({ type: "ramfs" })).toEqual([["/mnt", "ramfs", "cargo"]]);
    expect(look({ source: "ballast" })).toEqual([["/mnt", "tmpfs", "ballast"]]);
  });

  check("proc: shows the container's own processes", (scene) => {
    const seen = scene.inside(undefined, "list /proc");
    expect(seen.line(0).entries.filter((name) => /^[0-9]+$/.test(name))).toEqual(["1"]);
  });

  check("proc: without it there is none", (scene) => {
    const seen = scene.inside((config) => {
      withoutMount("/proc")(config);
      config.linux.maskedPaths = [];
      config.linux.readonlyPaths = [];
    }, "list /proc");
    expect(seen.line(0).entries).toEqual([]);
  });

  check("sysfs: shows the container's own network", (scene) => {
    const seen = scene.inside(undefined, "list /sys/class/net");
    expect(seen.line(0).entries).toEqual(["lo"]);
  });

  check("sysfs: ro", (scene) => {
    expect(scene.inside(undefined, "try-open /sys/new c").line(0).errno).toMatch(/EROFS|EACCES|EPERM/);
    expect(mountAt(scene.inside().report.mountinfo, "/sys").options).toContain("ro");
  });

  check("devpts: a new instance with its own ptmx", (scene) => {
    const seen = scene.inside(undefined, "list /dev/pts", "stat /dev/pts/ptmx", "try-open /dev/ptmx rw");
    expect(seen.line(0).entries).toEqual(["ptmx"]);
    expect(seen.line(1)).toMatchObject({ type: "character", mode: "0666" });
    expect(seen.line(2).errno).toBe("");
  });

  check("mqueue: empty, its own", (scene) => {
    expect(scene.inside(undefined, "list /dev/mqueue").line(0)).toMatchObject({ errno: "", entries: [] });
  });

  check("tmpfs: mode of the directory that it covers", (scene) => {
    const bundle = scene.probeBundle(["stat /mnt"], withMount({ destination: "/mnt", type: "tmpfs", source: "tmpfs" }));
    scene.shell('chmod 0751 "$1"', [`${bundle.rootfs}/mnt`]).ok();
    const container = scene.container(bundle);
    container.run().ok();
    expect(container.lines[0]?.mode).toBe("0751");
  });

  check("cgroup: every hierarchy of the host, read-only", (scene) => {
    const mounts = parseMountinfo(scene.inside().report.mountinfo).filter(({ type }) => type.startsWith("cgroup"));
    expect(mounts.length).toBeGreaterThan(0);
    for (const mount of mounts) expect(mount.options, mount.target).toContain("ro");
  });

  check("cgroup: nothing can be made or written there", (scene) => {
    const file = cgroupMode() === "v2" ? "cgroup.procs" : "pids/cgroup.procs";
    const seen = scene.inside(undefined, "mkdir /sys/fs/cgroup/new", `try-open /sys/fs/cgroup/${file} w`);
    expect(seen.line(0).errno).toMatch(/EROFS|EACCES/);
    expect(seen.line(1).errno).toBe("EROFS");
  });

  check("cgroup: only the container's own part", (scene) => {
    const without = scene.inside(withoutMount("/sys/fs/cgroup"), "list /sys/fs/cgroup");
    expect(without.line(0).entries).toEqual([]);
    const roots = scene
      .inside()
      .report.mountinfo.split("\n")
      .filter((line) => / - cgroup2? /.test(line));
    expect(roots.length).toBeGreaterThan(0);
    for (const line of roots) expect(line.split(" ")[3]).toMatch(/box-/);
  });

  check("absent mounts: nothing but the root", (scene) => {
    const seen = scene.inside(
      (config) => {
        config.mounts = [];
        config.root.readonly = false;
        config.linux.maskedPaths = [];
        config.linux.readonlyPaths = [];
      },
      "list /proc",
      "list /sys",
    );
    expect(seen.lines.map(({ entries }) => entries)).toEqual([[], []]);
  });
});
