import { expect } from "vitest";
import { all, withCapabilities, withoutMount, writableRoot } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change, Device, DeviceRule } from "../../harness/config.ts";
import type { Scene } from "../../harness/scene.ts";

function withDevice(device: Device): Change {
  return (config) => {
    config.linux.devices = [...(config.linux.devices ?? []), device];
  };
}

function withRules(...rules: DeviceRule[]): Change {
  return all(withCapabilities(["CAP_MKNOD"]), writableRoot, (config) => {
    config.linux.resources = { ...config.linux.resources, devices: rules };
  });
}

const DEFAULTS: readonly [string, number, number][] = [
  ["null", 1, 3],
  ["zero", 1, 5],
  ["full", 1, 7],
  ["random", 1, 8],
  ["urandom", 1, 9],
  ["tty", 5, 0],
];

const LINKS: readonly [string, string][] = [
  ["fd", "/proc/self/fd"],
  ["stdin", "/proc/self/fd/0"],
  ["stdout", "/proc/self/fd/1"],
  ["stderr", "/proc/self/fd/2"],
  ["ptmx", "pts/ptmx"],
];

const FUSE = { major: 10, minor: 229 };

const DENY_ALL: DeviceRule = { allow: false, access: "rwm" };

suite("devices", (check) => {
  check("the default ones: numbers, mode, owner", (scene) => {
    const seen = scene.inside(undefined, ...DEFAULTS.map(([name]) => `stat /dev/${name}`));
    for (const [index, [name, major, minor]] of DEFAULTS.entries()) {
      expect(seen.line(index), name).toMatchObject({ type: "character", mode: "0666", uid: 0, gid: 0, major, minor });
    }
  });

  check("the default ones can be used", (scene) => {
    const seen = scene.inside(undefined, ...DEFAULTS.slice(0, 5).map(([name]) => `try-open /dev/${name} rw`));
    expect(seen.lines.map(({ errno }) => errno)).toEqual(["", "", "", "", ""]);
  });

  check("the default links", (scene) => {
    const seen = scene.inside(undefined, ...LINKS.map(([name]) => `stat /dev/${name}`));
    for (const [index, [name, link]] of LINKS.entries())
      expect(seen.line(index), name).toMatchObject({ type: "link", link });
  });

  check("no /dev mount: they are made in the rootfs", (scene) => {
    const change = all(
      withoutMount("/dev"),
      withoutMount("/dev/pts"),
      withoutMount("/dev/shm"),
      withoutMount("/dev/mqueue"),
    );
    expect(scene.inside(change, "stat /dev/null").line(0)).toMatchObject({ type: "character", major: 1, minor: 3 });
  });

  check("/dev as a bind mount stays as it is", (scene) => {
    const change: Change = (config) => {
      config.mounts = config.mounts.filter(({ destination }) => !destination.startsWith("/dev"));
      config.mounts.push({ destination: "/dev", type: "bind", source: `${scene.dir}/dev`, options: ["bind"] });
    };
    scene.shell('mkdir "$1" && mknod -m 666 "$1/null" c 1 3', [`${scene.dir}/dev`]).ok();
    expect(scene.inside(change, "list /dev").line(0).entries).toEqual(["null"]);
  });

  check("a character device with mode, uid and gid", (scene) => {
    const device = { type: "c", path: "/dev/gate", major: 1, minor: 5, fileMode: 0o640, uid: 12, gid: 34 };
    const seen = scene.contrast(withDevice(device), (inside) => inside.line(0).type, "stat /dev/gate");
    expect(seen.with).toBe("character");
    const made = scene.inside(withDevice(device), "stat /dev/gate").line(0);
    expect(made).toMatchObject({ mode: "0640", uid: 12, gid: 34, major: 1, minor: 5 });
  });

  const base = { type: "c", path: "/dev/gate", major: 1, minor: 5, fileMode: 0o640, uid: 12, gid: 34 };
  const others = { type: "b", path: "/dev/door", major: 7, minor: 7, fileMode: 0o600, uid: 13, gid: 35 };
  check("each field alone", { proves: Object.keys(base).map((field) => `/linux/devices/*/${field}`) }, (scene) => {
    const look = (device: Device) => {
      const { lines } = scene.inside(withDevice(device), "stat /dev/gate", "stat /dev/door");
      return lines.map(
        ({ errno, type, major, minor, mode, uid, gid }) => errno || [type, major, minor, mode, uid, gid],
      );
    };
    const made = ["character", 1, 5, "0640", 12, 34];
    expect(look(base)).toEqual([made, "ENOENT"]);
    expect(look({ ...base, path: others.path })).toEqual(["ENOENT", made]);
    const changed = ["block", 7, 7, "0600", 13, 35];
    for (const [index, field] of (["type", "major", "minor", "fileMode", "uid", "gid"] as const).entries()) {
      expect(look({ ...base, [field]: others[field] })[0], field).toEqual(made.with(index, changed[index] ?? ""));
    }
  });

  check("a block device, an unbuffered one, and a fifo", (scene) => {
    const change = all(
      withDevice({ type: "b", path: "/dev/disk", major: 7, minor: 200, fileMode: 0o600 }),
      withDevice({ type: "u", path: "/dev/raw", major: 1, minor: 7, fileMode: 0o600 }),
      withDevice({ type: "p", path: "/dev/pipe", fileMode: 0o622 }),
    );
    const seen = scene.inside(change, "stat /dev/disk", "stat /dev/raw", "stat /dev/pipe");
    expect(seen.line(0)).toMatchObject({ type: "block", mode: "0600", major: 7, minor: 200 });
    expect(seen.line(1)).toMatchObject({ type: "character", major: 1, minor: 7 });
    expect(seen.line(2)).toMatchObject({ type: "fifo", mode: "0622" });
  });

  check("a device outside of /dev, in directories that are made for it", (scene) => {
    const change = all(
      writableRoot,
      withDevice({ type: "c", path: "/opt/deep/zero", major: 1, minor: 5, fileMode: 0o666 }),
    );
    expect(scene.inside(change, "stat /opt/deep/zero").line(0)).toMatchObject({
      type: "character",
      major: 1,
      minor: 5,
    });
  });

  check("the caller's umask does not shape the mode", (scene) => {
    const bundle = scene.probeBundle(
      ["stat /dev/gate"],
      withDevice({ type: "c", path: "/dev/gate", major: 1, minor: 5, fileMode: 0o666 }),
    );
    const words = scene.runtime.words(["run", "--bundle", bundle.dir, scene.container(bundle).id]);
    const outcome = scene.shell('umask 0777; exec "$@"', words).ok();
    expect(JSON.parse(outcome.stdout).mode).toBe("0666");
  });

  check("a type that does not exist is an error", (scene) => {
    scene.refuses(withDevice({ type: "x", path: "/dev/gate", major: 1, minor: 5 }), /device|type|\/linux\/devices/);
  });

  check("rules: all denied is all denied (GHSA-g54h-m393-cpwq)", (scene) => {
    for (const rules of [[DENY_ALL], []]) {
      const errors = openAll(scene, rules);
      expect(errors).toEqual({ "disk r": "EPERM", "fuse r": "EPERM", "fuse w": "EPERM", "loop rw": "EPERM" });
    }
  });

  const rule = "/linux/resources/devices/*";
  const proves = ["allow", "type", "major", "minor"].map((field) => `${rule}/${field}`);
  check("rules: one device is allowed", { proves }, (scene) => {
    const fuse: DeviceRule = { allow: true, type: "c", ...FUSE, access: "rwm" };
    for (const other of [{ allow: false }, { type: "b" }, { major: FUSE.major + 1 }, { minor: FUSE.minor + 1 }]) {
      expect(openAll(scene, [DENY_ALL, { ...fuse, ...other }])["fuse r"], JSON.stringify(other)).toBe("EPERM");
    }
    const errors = openAll(scene, [DENY_ALL, fuse]);
    expect(errors["fuse r"]).not.toBe("EPERM");
    expect(errors["fuse w"]).not.toBe("EPERM");
    expect([errors["loop rw"], errors["disk r"]]).toEqual(["EPERM", "EPERM"]);
  });

  check("rules: read only", { proves: [`${rule}/access`] }, (scene) => {
    const errors = openAll(scene, [DENY_ALL, { allow: true, type: "c", ...FUSE, access: "r" }]);
    expect(errors["fuse r"]).not.toBe("EPERM");
    expect(errors["fuse w"]).toBe("EPERM");
    const both = openAll(scene, [DENY_ALL, { allow: true, type: "c", ...FUSE, access: "rw" }]);
    expect(both["fuse w"]).not.toBe("EPERM");
  });

  check("rules: any minor of a major", (scene) => {
    const errors = openAll(scene, [DENY_ALL, { allow: true, type: "c", major: FUSE.major, access: "rw" }]);
    expect(errors["fuse r"]).not.toBe("EPERM");
    expect(errors["loop rw"]).not.toBe("EPERM");
    expect(errors["disk r"]).toBe("EPERM");
  });

  check("rules: the later one wins", (scene) => {
    const errors = openAll(scene, [
      DENY_ALL,
      { allow: true, type: "c", ...FUSE, access: "rw" },
      { allow: false, type: "c", ...FUSE, access: "rw" },
    ]);
    expect(errors["fuse r"]).toBe("EPERM");
  });

  check("rules: everything may be allowed", (scene) => {
    const errors = openAll(scene, [{ allow: true, access: "rwm" }]);
    expect(Object.values(errors)).not.toContain("EPERM");
  });

  check("rules: mknod where it is allowed", (scene) => {
    const change = withRules(DENY_ALL, { allow: true, type: "b", major: 7, minor: 200, access: "m" });
    const seen = scene.inside(change, "mknod /a b 7 200", "try-open /a r");
    expect(seen.lines.map(({ errno }) => errno)).toEqual(["", "EPERM"]);
  });

  check("rules: default devices work whatever the rules", (scene) => {
    const seen = scene.inside(
      withRules(DENY_ALL),
      "try-open /dev/null rw",
      "try-open /dev/urandom r",
      "try-open /dev/ptmx rw",
    );
    expect(seen.lines.map(({ errno }) => errno)).toEqual(["", "", ""]);
  });
});

/** Errnos of opening nodes that lie in the rootfs already, so that the rules alone decide. */
function openAll(scene: Scene, rules: DeviceRule[]): Record<string, string> {
  const tries = ["disk r", "fuse r", "fuse w", "loop rw"];
  const bundle = scene.probeBundle(
    tries.map((words) => `try-open /${words}`),
    withRules(...rules),
  );
  scene.shell('cd "$1" && mknod disk b 8 0 && mknod fuse c 10 229 && mknod loop c 10 237', [bundle.rootfs]).ok();
  const container = scene.container(bundle);
  container.run().ok();
  return Object.fromEntries(tries.map((words, index) => [words, container.lines[index]?.errno ?? "missing"]));
}
