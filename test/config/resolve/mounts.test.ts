import { describe, expect, it } from "vitest";
import { resolveMounts } from "../../../src/config/resolve/mounts.ts";
import { resolve } from "../../../src/config/resolve.ts";
import type { ResolvedMount } from "../../../src/config/resolved.ts";
import { validSpec } from "../configs/change.ts";

const RDONLY = 0x1;
const NOSUID = 0x2;
const NODEV = 0x4;
const NOEXEC = 0x8;
const ATIME = 0x70;
const NOATIME = 0x10;
const STRICTATIME = 0x20;
const NODIRATIME = 0x80;
const NOSYMFOLLOW = 0x200000;
const UNBINDABLE = 0x20000;
const PRIVATE = 0x40000;
const SLAVE = 0x80000;
const SHARED = 0x100000;

function mount(fields: object): ResolvedMount {
  const spec = validSpec({ "/mounts": [{ destination: "/m", type: "tmpfs", source: "tmpfs", ...fields }] });
  const [resolved] = resolve(spec, { bundle: "/bundle" }).mounts;
  if (resolved === undefined) throw new Error("the mount is lost");
  return resolved;
}

const options = (...list: string[]) => mount({ options: list });

describe("resolve mounts", () => {
  it("decides everything of a plain one", () => {
    expect(mount({})).toEqual({
      kind: "fs",
      destination: "/m",
      type: "tmpfs",
      source: "tmpfs",
      recursive: false,
      attrSet: 0,
      attrClear: 0,
      treeSet: 0,
      treeClear: 0,
      propagation: 0,
      propagationRecursive: false,
      idmap: undefined,
      data: [],
      copyUp: false,
      from: "/mounts/0",
    });
  });

  it.each<[string, Pick<ResolvedMount, "attrSet" | "attrClear">]>([
    ["defaults", { attrSet: 0, attrClear: 0 }],
    ["ro", { attrSet: RDONLY, attrClear: 0 }],
    ["rw", { attrSet: 0, attrClear: RDONLY }],
    ["nosuid", { attrSet: NOSUID, attrClear: 0 }],
    ["suid", { attrSet: 0, attrClear: NOSUID }],
    ["nodev", { attrSet: NODEV, attrClear: 0 }],
    ["dev", { attrSet: 0, attrClear: NODEV }],
    ["noexec", { attrSet: NOEXEC, attrClear: 0 }],
    ["exec", { attrSet: 0, attrClear: NOEXEC }],
    ["nodiratime", { attrSet: NODIRATIME, attrClear: 0 }],
    ["diratime", { attrSet: 0, attrClear: NODIRATIME }],
    ["nosymfollow", { attrSet: NOSYMFOLLOW, attrClear: 0 }],
    ["symfollow", { attrSet: 0, attrClear: NOSYMFOLLOW }],
    ["noatime", { attrSet: NOATIME, attrClear: ATIME }],
    ["atime", { attrSet: 0, attrClear: ATIME }],
    ["strictatime", { attrSet: STRICTATIME, attrClear: ATIME }],
    ["nostrictatime", { attrSet: 0, attrClear: ATIME }],
    ["relatime", { attrSet: 0, attrClear: ATIME }],
    ["norelatime", { attrSet: 0, attrClear: 0 }],
    ["noiversion", { attrSet: 0, attrClear: 0 }],
    ["loud", { attrSet: 0, attrClear: 0 }],
  ])("turns %s into attributes", (name, attributes) => {
    expect(options(name)).toMatchObject({ ...attributes, data: [], propagation: 0 });
  });

  it("lets the last of contrary options win", () => {
    expect(options("ro", "rw")).toMatchObject({ attrSet: 0, attrClear: RDONLY });
    expect(options("rw", "ro")).toMatchObject({ attrSet: RDONLY, attrClear: 0 });
    expect(options("noatime", "strictatime")).toMatchObject({ attrSet: STRICTATIME, attrClear: ATIME });
    expect(options("noatime", "nostrictatime")).toMatchObject({ attrSet: NOATIME, attrClear: ATIME });
    expect(options("sync", "async")).toMatchObject({ data: [] });
    expect(options("rslave", "private")).toMatchObject({ propagation: PRIVATE, propagationRecursive: false });
  });

  it.each([
    ["private", PRIVATE, false],
    ["rprivate", PRIVATE, true],
    ["slave", SLAVE, false],
    ["rslave", SLAVE, true],
    ["shared", SHARED, false],
    ["rshared", SHARED, true],
    ["unbindable", UNBINDABLE, false],
    ["runbindable", UNBINDABLE, true],
  ])("turns %s into propagation", (name, propagation, propagationRecursive) => {
    expect(options(name)).toMatchObject({ propagation, propagationRecursive, attrSet: 0, attrClear: 0, data: [] });
  });

  it("mounts a device read-only as a whole", () => {
    expect(mount({ type: "ext4", source: "/dev/sdb1", options: ["ro"] })).toMatchObject({
      attrSet: RDONLY,
      data: ["ro"],
    });
    expect(mount({ type: "sysfs", source: "sysfs", options: ["ro"] })).toMatchObject({ attrSet: RDONLY, data: [] });
  });

  it("tells kinds apart", () => {
    expect(mount({ source: "/s", options: ["bind"] })).toMatchObject({
      kind: "bind",
      type: "bind",
      recursive: false,
      source: "/s",
    });
    expect(mount({ source: "/s", options: ["rbind", "bind"] })).toMatchObject({ kind: "bind", recursive: true });
    expect(mount({ source: "/s", type: "bind" })).toMatchObject({ kind: "bind", recursive: false });
    expect(mount({ type: "cgroup", source: "cgroup" })).toMatchObject({ kind: "cgroup" });
    expect(mount({ type: "cgroup", source: "/s", options: ["rbind"] })).toMatchObject({ kind: "bind" });
    expect(mount({ options: ["remount", "bind", "ro"] })).toMatchObject({ kind: "remount", attrSet: RDONLY });
  });

  it("makes paths absolute and clean", () => {
    expect(mount({ destination: "a//b/../c/." }).destination).toBe("/a/c");
    expect(mount({ destination: "/../../x/" }).destination).toBe("/x");
    expect(mount({ source: "data/./x", options: ["bind"] }).source).toBe("/bundle/data/x");
    expect(mount({ source: "../x", options: ["bind"] }).source).toBe("/x");
  });

  it.each<[string, Pick<ResolvedMount, "treeSet" | "treeClear">]>([
    ["rro", { treeSet: RDONLY, treeClear: 0 }],
    ["rrw", { treeSet: 0, treeClear: RDONLY }],
    ["rnosuid", { treeSet: NOSUID, treeClear: 0 }],
    ["rsuid", { treeSet: 0, treeClear: NOSUID }],
    ["rnodev", { treeSet: NODEV, treeClear: 0 }],
    ["rdev", { treeSet: 0, treeClear: NODEV }],
    ["rnoexec", { treeSet: NOEXEC, treeClear: 0 }],
    ["rexec", { treeSet: 0, treeClear: NOEXEC }],
    ["rnodiratime", { treeSet: NODIRATIME, treeClear: 0 }],
    ["rdiratime", { treeSet: 0, treeClear: NODIRATIME }],
    ["rnosymfollow", { treeSet: NOSYMFOLLOW, treeClear: 0 }],
    ["rsymfollow", { treeSet: 0, treeClear: NOSYMFOLLOW }],
    ["rnoatime", { treeSet: NOATIME, treeClear: ATIME }],
    ["ratime", { treeSet: 0, treeClear: ATIME }],
    ["rstrictatime", { treeSet: STRICTATIME, treeClear: ATIME }],
    ["rnostrictatime", { treeSet: 0, treeClear: ATIME }],
    ["rrelatime", { treeSet: 0, treeClear: ATIME }],
    ["rnorelatime", { treeSet: 0, treeClear: ATIME }],
  ])("turns %s into attributes of the tree", (name, attributes) => {
    const bind = mount({ source: "/s", options: ["rbind", "nosuid", name] });
    expect(bind).toMatchObject({ ...attributes, attrSet: NOSUID, attrClear: 0 });
  });

  it("has no tree of what is new: recursive options go on top of the others", () => {
    const none = { treeSet: 0, treeClear: 0 };
    expect(options("rro", "nosuid")).toMatchObject({ attrSet: RDONLY | NOSUID, attrClear: 0, ...none });
    expect(options("rrw", "ro")).toMatchObject({ attrSet: 0, attrClear: RDONLY, ...none });
    expect(options("noatime", "rstrictatime")).toMatchObject({ attrSet: STRICTATIME, attrClear: ATIME, ...none });
    expect(options("rnoatime")).toMatchObject({ attrSet: NOATIME, attrClear: ATIME, ...none });
    expect(mount({ type: "ext4", source: "/dev/sdb1", options: ["rro"] })).toMatchObject({ data: ["ro"] });
  });

  it("maps ids of binds, by maps of their own or those of the container", () => {
    const uidMappings = [{ containerID: 0, hostID: 5, size: 1 }];
    const gidMappings = [{ containerID: 0, hostID: 6, size: 1 }];
    const mappings = { uids: uidMappings, gids: gidMappings };
    const bind = (names: string[], fields: object = { uidMappings, gidMappings }) => {
      const [resolved] = resolveMounts(
        [{ destination: "/m", source: "/s", options: ["rbind", ...names], ...fields }],
        "/",
      );
      return resolved?.idmap;
    };
    expect(bind([], {})).toBeUndefined();
    expect(bind(["idmap"], {})).toEqual({ recursive: false, mappings: undefined });
    expect(bind(["ridmap"])).toEqual({ recursive: true, mappings });
    expect(bind([])).toEqual({ recursive: false, mappings });
  });

  it("copies up what a tmpfs covers, and nothing else", () => {
    expect(options("tmpcopyup", "size=5m")).toMatchObject({ copyUp: true, data: ["size=5m"] });
    expect(mount({ type: "ramfs", options: ["tmpcopyup"] })).toMatchObject({ copyUp: false, data: [] });
    expect(mount({ source: "/s", options: ["bind", "tmpcopyup"] })).toMatchObject({ copyUp: false });
  });

  it("names a file system without source by its type", () => {
    expect(mount({ type: "proc", source: undefined }).source).toBe("proc");
  });
});
