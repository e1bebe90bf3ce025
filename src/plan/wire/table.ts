/**
 * The wire format of init steps: one row an op, its number and its fields in order.
 *
 * tools/generate-wire.ts turns this table into addon/shared's C++ structs and their decoders, so the two sides
 * cannot differ. All numbers are little-endian. A `str` is u32 length, bytes, NUL; a `list` is u32 count, then strs;
 * `ids` is u32 count, then u32s; `bytes` is u32 length, bytes; `bool` is one byte.
 * A plan is: u32 magic "csn1", u32 digest of this table, u32 count of records, then records of
 * u16 opcode, u16 zero, u32 index of the step in the plan, u32 length of the payload, payload.
 */
import type { InitOp } from "../steps.ts";

export type WireType = "u32" | "u64" | "bool" | "str" | "list" | "ids" | "bytes";

export interface WireOp {
  readonly code: number;
  /** Name of the C++ struct. */
  readonly struct: string;
  readonly fields: Readonly<Record<string, WireType>>;
}

const TREE = { treeSet: "u64", treeClear: "u64" } as const;
const ATTRIBUTES = { attrSet: "u64", attrClear: "u64", propagation: "u32", propagationRecursive: "bool" } as const;

/** `ns types` are encoded as the OR of their CLONE_NEW* bits; a device's `type` as the ASCII code of its letter, `ifX` choices as a bool: true when not `fail`; `call` as a bool: true for `mount`. */
export const WIRE_OPS: Readonly<Record<InitOp | "sync", WireOp>> = {
  /** A barrier: report, then wait for the host's word. Not a step; encode puts it wherever `at` flips. */
  sync: { code: 1, struct: "Sync", fields: {} },
  "ns.open": { code: 2, struct: "NsOpen", fields: { slot: "u32", type: "u32", path: "str" } },
  "ns.join": { code: 3, struct: "NsJoin", fields: { slot: "u32", type: "u32" } },
  "ns.unshare": { code: 4, struct: "NsUnshare", fields: { types: "u32" } },
  "ns.enter": { code: 66, struct: "NsEnter", fields: { types: "u32" } },
  "init.fork": { code: 5, struct: "InitFork", fields: { types: "u32" } },
  "user.assumeRoot": { code: 6, struct: "UserAssumeRoot", fields: { clearGroups: "bool" } },
  "session.create": { code: 7, struct: "SessionCreate", fields: {} },
  "keyring.join": { code: 8, struct: "KeyringJoin", fields: { name: "str", label: "str" } },
  "loopback.up": { code: 9, struct: "LoopbackUp", fields: {} },
  "hostname.set": { code: 10, struct: "HostnameSet", fields: { name: "str" } },
  "domainname.set": { code: 11, struct: "DomainnameSet", fields: { name: "str" } },
  "tree.propagation": { code: 12, struct: "TreePropagation", fields: { propagation: "u32", recursive: "bool" } },
  "rootfs.open": { code: 13, struct: "RootfsOpen", fields: { path: "str", place: "str" } },
  "rootfs.close": { code: 70, struct: "RootfsClose", fields: {} },
  "mount.bind": {
    code: 14,
    struct: "MountBind",
    fields: { source: "str", target: "str", recursive: "bool", ifMissing: "bool", ...ATTRIBUTES, ...TREE },
  },
  "mount.fs": {
    code: 15,
    struct: "MountFs",
    fields: {
      type: "str",
      source: "str",
      target: "str",
      call: "bool",
      flags: "u32",
      options: "list",
      copyUp: "u32",
      ifDenied: "bool",
      ...ATTRIBUTES,
    },
  },
  "mount.remount": { code: 16, struct: "MountRemount", fields: { target: "str", ...ATTRIBUTES, ...TREE } },
  "dir.create": { code: 17, struct: "DirCreate", fields: { path: "str", mode: "u32" } },
  "symlink.create": { code: 18, struct: "SymlinkCreate", fields: { path: "str", target: "str" } },
  "device.create": {
    code: 19,
    struct: "DeviceCreate",
    fields: { path: "str", type: "u32", major: "u32", minor: "u32", mode: "u32", uid: "u32", gid: "u32" },
  },
  "device.bind": { code: 20, struct: "DeviceBind", fields: { path: "str", type: "u32", major: "u32", minor: "u32" } },
  "console.open": {
    code: 21,
    struct: "ConsoleOpen",
    fields: { rows: "u32", columns: "u32", mount: "bool", plain: "bool", uid: "u32" },
  },
  "console.attach": { code: 22, struct: "ConsoleAttach", fields: {} },
  "hook.run": {
    code: 23,
    struct: "HookRun",
    fields: {
      event: "str",
      path: "str",
      args: "list",
      env: "list",
      timeout: "u32",
      stateBefore: "str",
      stateAfter: "str",
    },
  },
  "sysctl.write": { code: 24, struct: "SysctlWrite", fields: { key: "str", value: "str" } },
  "path.mask": { code: 25, struct: "PathMask", fields: { path: "str", options: "list" } },
  "path.readonly": { code: 26, struct: "PathReadonly", fields: { path: "str" } },
  "rootfs.pivot": { code: 27, struct: "RootfsPivot", fields: {} },
  "rootfs.chroot": { code: 28, struct: "RootfsChroot", fields: { move: "bool" } },
  "rootfs.enter": { code: 67, struct: "RootfsEnter", fields: { path: "str" } },
  "rootfs.propagation": { code: 29, struct: "RootfsPropagation", fields: { propagation: "u32", recursive: "bool" } },
  "rootfs.readonly": { code: 30, struct: "RootfsReadonly", fields: {} },
  "program.check": { code: 31, struct: "ProgramCheck", fields: { program: "str", cwd: "str", path: "str" } },
  "gate.wait": { code: 32, struct: "GateWait", fields: {} },
  "stdio.own": { code: 33, struct: "StdioOwn", fields: { uid: "u32" } },
  "rlimit.set": { code: 34, struct: "RlimitSet", fields: { resource: "u32", soft: "u64", hard: "u64" } },
  "umask.set": { code: 35, struct: "UmaskSet", fields: { mask: "u32" } },
  "noNewPrivileges.set": { code: 36, struct: "NoNewPrivilegesSet", fields: {} },
  "seccomp.load": { code: 37, struct: "SeccompLoad", fields: { flags: "u32", program: "bytes" } },
  "seccomp.courier": { code: 60, struct: "SeccompCourier", fields: {} },
  "capabilities.bound": { code: 38, struct: "CapabilitiesBound", fields: { keep: "u64" } },
  "credentials.set": {
    code: 39,
    struct: "CredentialsSet",
    fields: { uid: "u32", gid: "u32", groups: "ids", setGroups: "bool" },
  },
  "capabilities.set": {
    code: 40,
    struct: "CapabilitiesSet",
    fields: { effective: "u64", permitted: "u64", inheritable: "u64", ambient: "u64" },
  },
  "cwd.set": { code: 41, struct: "CwdSet", fields: { path: "str" } },
  exec: { code: 42, struct: "Exec", fields: { args: "list", env: "list" } },
  "source.open": {
    code: 45,
    struct: "SourceOpen",
    fields: { slot: "u32", source: "str", recursive: "bool", idmap: "u32", idmapRecursive: "bool" },
  },
  "source.place": {
    code: 46,
    struct: "SourcePlace",
    fields: { slot: "u32", source: "str", target: "str", ...ATTRIBUTES, ...TREE },
  },
  "idmap.make": { code: 50, struct: "IdmapMake", fields: { slot: "u32", uids: "str", gids: "str" } },
  "idmap.open": { code: 51, struct: "IdmapOpen", fields: { slot: "u32", path: "str" } },
  "cgroup.enter": { code: 44, struct: "CgroupEnter", fields: { dir: "str", ifDenied: "bool" } },
  "procfs.open": { code: 68, struct: "ProcfsOpen", fields: {} },
  "label.open": { code: 55, struct: "LabelOpen", fields: { module: "str", label: "str" } },
  "label.exec": { code: 56, struct: "LabelExec", fields: { module: "str", label: "str" } },
  "label.file": { code: 57, struct: "LabelFile", fields: { path: "str", label: "str" } },
  "personality.set": { code: 47, struct: "PersonalitySet", fields: { domain: "u32" } },
  "time.open": { code: 48, struct: "TimeOpen", fields: {} },
  "time.offset": {
    code: 49,
    struct: "TimeOffset",
    fields: { clock: "str", seconds: "str", nanoseconds: "u32" },
  },
  "memory.policy": { code: 65, struct: "MemoryPolicy", fields: { mode: "u32", flags: "u32", nodes: "ids" } },
  "home.default": { code: 43, struct: "HomeDefault", fields: { uid: "u32" } },
};
