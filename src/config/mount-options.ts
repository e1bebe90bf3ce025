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

export type MountOption =
  /** A bit of the mount. */
  | { readonly kind: "attribute"; readonly bit: number; readonly on: boolean }
  /** How access times are kept: `on` chooses `value`, off only takes it back. */
  | { readonly kind: "atime"; readonly value: number; readonly on: boolean }
  /** A flag of the superblock, which fsconfig(2) knows by name; bind mounts cannot have their own. */
  | { readonly kind: "superblock"; readonly name: string; readonly on: boolean }
  | { readonly kind: "propagation"; readonly flag: number; readonly recursive: boolean }
  | { readonly kind: "bind"; readonly recursive: boolean }
  | { readonly kind: "remount" }
  /** A tmpfs begins with a copy of what it covers. */
  | { readonly kind: "copyUp" }
  /** Without effect on what is mounted. */
  | { readonly kind: "none" }
  /** fsconfig(2) has no way to say it. */
  | { readonly kind: "inexpressible" }
  | { readonly kind: "unsupported" };

const on = (bit: number): MountOption => ({ kind: "attribute", bit, on: true });
const off = (bit: number): MountOption => ({ kind: "attribute", bit, on: false });
const flag = (name: string, on = true): MountOption => ({ kind: "superblock", name, on });
const NONE: MountOption = { kind: "none" };
const UNSUPPORTED: MountOption = { kind: "unsupported" };

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
  ["noatime", { kind: "atime", value: MOUNT_ATTR.NOATIME, on: true }],
  ["atime", { kind: "atime", value: MOUNT_ATTR.NOATIME, on: false }],
  ["strictatime", { kind: "atime", value: MOUNT_ATTR.STRICTATIME, on: true }],
  ["nostrictatime", { kind: "atime", value: MOUNT_ATTR.STRICTATIME, on: false }],
  ["relatime", { kind: "atime", value: 0, on: true }],
  // relatime is the kernel's default since 2.6.30, so that there is nothing to fall back to
  ["norelatime", NONE],
  ["sync", flag("sync")],
  ["async", flag("sync", false)],
  ["dirsync", flag("dirsync")],
  ["lazytime", flag("lazytime")],
  ["nolazytime", flag("lazytime", false)],
  ["mand", flag("mand")],
  ["nomand", flag("mand", false)],
  ["iversion", { kind: "inexpressible" }],
  ["noiversion", NONE],
  // silent concerns what the kernel logs only
  ["silent", NONE],
  ["loud", NONE],
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
  ["idmap", UNSUPPORTED],
  ["ridmap", UNSUPPORTED],
  ["rro", UNSUPPORTED],
  ["rrw", UNSUPPORTED],
  ["rsuid", UNSUPPORTED],
  ["rnosuid", UNSUPPORTED],
  ["rdev", UNSUPPORTED],
  ["rnodev", UNSUPPORTED],
  ["rexec", UNSUPPORTED],
  ["rnoexec", UNSUPPORTED],
  ["rdiratime", UNSUPPORTED],
  ["rnodiratime", UNSUPPORTED],
  ["rrelatime", UNSUPPORTED],
  ["rnorelatime", UNSUPPORTED],
  ["ratime", UNSUPPORTED],
  ["rnoatime", UNSUPPORTED],
  ["rstrictatime", UNSUPPORTED],
  ["rnostrictatime", UNSUPPORTED],
  ["rsymfollow", UNSUPPORTED],
  ["rnosymfollow", UNSUPPORTED],
]);

/** True for a mount that shows something mounted already: by option, or by the type that some callers write. */
export function isBindMount(mount: {
  readonly type?: string | undefined;
  readonly options?: readonly (string | undefined)[] | undefined;
}): boolean {
  if (mount.type === "bind") return true;
  return mount.options !== undefined && (mount.options.includes("bind") || mount.options.includes("rbind"));
}
