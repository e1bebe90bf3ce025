/** Every mount option of the spec (config.md "Linux mount options") that is not the file system's own. */

/** MOUNT_ATTR_* of mount_setattr(2), linux/mount.h. */
export const MOUNT_ATTR = {
  RDONLY: 0x1,
  NOSUID: 0x2,
  NODEV: 0x4,
  NOEXEC: 0x8,
  /** The mask of the three ways to keep access times; relatime is 0. */
  ATIME: 0x70,
  NOATIME: 0x10,
  STRICTATIME: 0x20,
  NODIRATIME: 0x80,
  NOSYMFOLLOW: 0x200000,
} as const;

/** MS_* propagation flags, linux/mount.h. */
export const MS_PROPAGATION = { UNBINDABLE: 1 << 17, PRIVATE: 1 << 18, SLAVE: 1 << 19, SHARED: 1 << 20 } as const;

/** MS_* flags of the superblock, linux/mount.h, by the name that config.json and fsconfig(2) have for them. */
export const MS_SUPERBLOCK: ReadonlyMap<string, number> = new Map([
  ["ro", 1],
  ["sync", 1 << 4],
  ["mand", 1 << 6],
  ["dirsync", 1 << 7],
  ["silent", 1 << 15],
  ["iversion", 1 << 23],
  ["lazytime", 1 << 25],
]);

export type MountOption =
  /** A bit of the mount, or of all mounts of its tree (`rro`). */
  | { readonly kind: "attribute"; readonly bit: number; readonly on: boolean; readonly tree: boolean }
  /** How access times are kept: `on` chooses `value`, off only takes it back. */
  | { readonly kind: "atime"; readonly value: number; readonly on: boolean; readonly tree: boolean }
  /** A flag of the superblock; bind mounts cannot have their own. */
  | { readonly kind: "superblock"; readonly name: string; readonly on: boolean }
  | { readonly kind: "propagation"; readonly flag: number; readonly recursive: boolean }
  | { readonly kind: "bind"; readonly recursive: boolean }
  | { readonly kind: "remount" }
  /** The mount, or all of its tree, shows other ids than its file system holds. */
  | { readonly kind: "idmap"; readonly recursive: boolean }
  /** A tmpfs begins with a copy of what it covers. */
  | { readonly kind: "copyUp" }
  /** What is mounted is so anyway. */
  | { readonly kind: "none" };

const on = (bit: number): MountOption => ({ kind: "attribute", bit, on: true, tree: false });
const off = (bit: number): MountOption => ({ kind: "attribute", bit, on: false, tree: false });
const treeOn = (bit: number): MountOption => ({ kind: "attribute", bit, on: true, tree: true });
const treeOff = (bit: number): MountOption => ({ kind: "attribute", bit, on: false, tree: true });
const atime = (value: number, on: boolean): MountOption => ({ kind: "atime", value, on, tree: false });
const treeAtime = (value: number, on: boolean): MountOption => ({ kind: "atime", value, on, tree: true });
const flag = (name: string, on = true): MountOption => ({ kind: "superblock", name, on });
const NONE: MountOption = { kind: "none" };

export const MOUNT_OPTIONS: ReadonlyMap<string, MountOption> = new Map<string, MountOption>([
  ["defaults", NONE],
  ["ro", on(MOUNT_ATTR.RDONLY)],
  ["rw", off(MOUNT_ATTR.RDONLY)],
  ["nosuid", on(MOUNT_ATTR.NOSUID)],
  ["suid", off(MOUNT_ATTR.NOSUID)],
  ["nodev", on(MOUNT_ATTR.NODEV)],
  ["dev", off(MOUNT_ATTR.NODEV)],
  ["noexec", on(MOUNT_ATTR.NOEXEC)],
  ["exec", off(MOUNT_ATTR.NOEXEC)],
  ["nodiratime", on(MOUNT_ATTR.NODIRATIME)],
  ["diratime", off(MOUNT_ATTR.NODIRATIME)],
  ["nosymfollow", on(MOUNT_ATTR.NOSYMFOLLOW)],
  ["symfollow", off(MOUNT_ATTR.NOSYMFOLLOW)],
  ["noatime", atime(MOUNT_ATTR.NOATIME, true)],
  ["atime", atime(MOUNT_ATTR.NOATIME, false)],
  ["strictatime", atime(MOUNT_ATTR.STRICTATIME, true)],
  ["nostrictatime", atime(MOUNT_ATTR.STRICTATIME, false)],
  ["relatime", atime(0, true)],
  // relatime is the kernel's default since 2.6.30, so that there is nothing to fall back to
  ["norelatime", NONE],
  ["sync", flag("sync")],
  ["async", flag("sync", false)],
  ["dirsync", flag("dirsync")],
  ["lazytime", flag("lazytime")],
  ["nolazytime", flag("lazytime", false)],
  ["mand", flag("mand")],
  ["nomand", flag("mand", false)],
  ["iversion", flag("iversion")],
  ["noiversion", flag("iversion", false)],
  // what the kernel logs while it mounts
  ["silent", flag("silent")],
  ["loud", flag("silent", false)],
  ["bind", { kind: "bind", recursive: false }],
  ["rbind", { kind: "bind", recursive: true }],
  ["remount", { kind: "remount" }],
  ["private", { kind: "propagation", flag: MS_PROPAGATION.PRIVATE, recursive: false }],
  ["rprivate", { kind: "propagation", flag: MS_PROPAGATION.PRIVATE, recursive: true }],
  ["slave", { kind: "propagation", flag: MS_PROPAGATION.SLAVE, recursive: false }],
  ["rslave", { kind: "propagation", flag: MS_PROPAGATION.SLAVE, recursive: true }],
  ["shared", { kind: "propagation", flag: MS_PROPAGATION.SHARED, recursive: false }],
  ["rshared", { kind: "propagation", flag: MS_PROPAGATION.SHARED, recursive: true }],
  ["unbindable", { kind: "propagation", flag: MS_PROPAGATION.UNBINDABLE, recursive: false }],
  ["runbindable", { kind: "propagation", flag: MS_PROPAGATION.UNBINDABLE, recursive: true }],
  ["tmpcopyup", { kind: "copyUp" }],
  ["idmap", { kind: "idmap", recursive: false }],
  ["ridmap", { kind: "idmap", recursive: true }],
  ["rro", treeOn(MOUNT_ATTR.RDONLY)],
  ["rrw", treeOff(MOUNT_ATTR.RDONLY)],
  ["rnosuid", treeOn(MOUNT_ATTR.NOSUID)],
  ["rsuid", treeOff(MOUNT_ATTR.NOSUID)],
  ["rnodev", treeOn(MOUNT_ATTR.NODEV)],
  ["rdev", treeOff(MOUNT_ATTR.NODEV)],
  ["rnoexec", treeOn(MOUNT_ATTR.NOEXEC)],
  ["rexec", treeOff(MOUNT_ATTR.NOEXEC)],
  ["rnodiratime", treeOn(MOUNT_ATTR.NODIRATIME)],
  ["rdiratime", treeOff(MOUNT_ATTR.NODIRATIME)],
  ["rnosymfollow", treeOn(MOUNT_ATTR.NOSYMFOLLOW)],
  ["rsymfollow", treeOff(MOUNT_ATTR.NOSYMFOLLOW)],
  ["rnoatime", treeAtime(MOUNT_ATTR.NOATIME, true)],
  ["ratime", treeAtime(MOUNT_ATTR.NOATIME, false)],
  ["rstrictatime", treeAtime(MOUNT_ATTR.STRICTATIME, true)],
  ["rnostrictatime", treeAtime(MOUNT_ATTR.STRICTATIME, false)],
  ["rrelatime", treeAtime(0, true)],
  // back to the kernel's default, which is relatime: a tree that is bound may have been mounted otherwise
  ["rnorelatime", treeAtime(0, false)],
]);

/** True for a mount that shows something mounted already: by option, or by the type that some callers write. */
export function isBindMount(mount: {
  readonly type?: string | undefined;
  readonly options?: readonly (string | undefined)[] | undefined;
}): boolean {
  if (mount.type === "bind") return true;
  return mount.options !== undefined && (mount.options.includes("bind") || mount.options.includes("rbind"));
}
