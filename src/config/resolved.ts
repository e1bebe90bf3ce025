/**
 * The spec with everything decided that needs no host: defaults filled in, names turned into numbers, mount options
 * parsed, paths made absolute. Every item carries `from`, the JSON pointer that asked for it, or `default:<name>`.
 */
import type { IdMappingSpec, Resources, Seccomp } from "./spec.ts";

export interface ResolvedSpec {
  readonly ociVersion: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly rootfs: { readonly path: string; readonly readonly: boolean; readonly from: string };
  readonly process: ResolvedProcess | undefined;
  readonly hostname: string | undefined;
  readonly domainname: string | undefined;
  readonly mounts: readonly ResolvedMount[];
  readonly hooks: readonly ResolvedHook[];
  readonly namespaces: readonly ResolvedNamespace[];
  readonly uidMappings: readonly Readonly<IdMappingSpec>[];
  readonly gidMappings: readonly Readonly<IdMappingSpec>[];
  /** Configured devices and the spec's default ones, by path; empty where /dev is a bind mount (as runc). */
  readonly devices: readonly ResolvedDevice[];
  /** The default links (/dev/fd, /dev/stdin …, /dev/ptmx); empty where /dev is a bind mount. */
  readonly links: readonly { readonly path: string; readonly target: string; readonly from: string }[];
  readonly cgroupsPath: string | undefined;
  readonly resources: Resources;
  readonly sysctl: readonly { readonly key: string; readonly value: string; readonly from: string }[];
  /** `newName` is the device's name in the container; a `%d` in it stands for a number that is free there. */
  readonly netDevices: readonly { readonly name: string; readonly newName: string; readonly from: string }[];
  readonly intelRdt: ResolvedIntelRdt | undefined;
  readonly mountLabel: string | undefined;
  readonly seccomp: Seccomp | undefined;
  /** MS_* propagation flag of linux.rootfsPropagation. */
  readonly rootfsPropagation: { readonly flag: number; readonly recursive: boolean; readonly from: string } | undefined;
  readonly maskedPaths: readonly { readonly path: string; readonly from: string }[];
  readonly readonlyPaths: readonly { readonly path: string; readonly from: string }[];
  /** Of the clocks of a new time namespace; seconds are decimal, with a sign. */
  readonly timeOffsets: readonly {
    readonly clock: string;
    readonly seconds: string;
    readonly nanoseconds: number;
    readonly from: string;
  }[];
  readonly personality: string | undefined;
  /** Mode and flags by the spec's names. */
  readonly memoryPolicy:
    | { readonly mode: string; readonly flags: readonly string[]; readonly nodes: readonly number[] }
    | undefined;
}

export interface ResolvedProcess {
  readonly terminal: boolean;
  readonly consoleSize: { readonly rows: number; readonly columns: number } | undefined;
  readonly uid: number;
  readonly gid: number;
  readonly additionalGids: readonly number[];
  readonly umask: number | undefined;
  readonly args: readonly string[];
  /** With duplicates as given; HOME is added by the plan's process area where missing, as runc does, from default. */
  readonly env: readonly string[];
  readonly cwd: string;
  /** Undefined where process.capabilities is absent: then all sets are empty, as runc has it for a config without. */
  readonly capabilities:
    | {
        readonly bounding: bigint;
        readonly effective: bigint;
        readonly inheritable: bigint;
        readonly permitted: bigint;
        readonly ambient: bigint;
      }
    | undefined;
  /** `resource` is the number of RLIMIT_*; 2^64-1 is infinity. */
  readonly rlimits: readonly {
    readonly type: string;
    readonly resource: number;
    readonly soft: bigint;
    readonly hard: bigint;
    readonly from: string;
  }[];
  readonly noNewPrivileges: boolean;
  readonly oomScoreAdj: number | undefined;
  readonly apparmorProfile: string | undefined;
  readonly selinuxLabel: string | undefined;
  /** Policy and flags by the spec's names; times are nanoseconds. */
  readonly scheduler:
    | {
        readonly policy: string;
        readonly flags: readonly string[];
        readonly nice: number;
        readonly priority: number;
        readonly runtime: bigint;
        readonly deadline: bigint;
        readonly period: bigint;
      }
    | undefined;
  /** As given: what exec starts is bound to these processors, init is not. */
  readonly execCPUAffinity: { readonly initial?: string; readonly final?: string } | undefined;
  readonly ioPriority: { readonly class: string; readonly priority: number } | undefined;
}

export interface ResolvedMount {
  readonly kind: "bind" | "fs" | "cgroup" | "remount";
  /** Absolute in the container, cleaned. */
  readonly destination: string;
  readonly type: string;
  /** Absolute for binds (relative ones are taken from the bundle). */
  readonly source: string;
  readonly recursive: boolean;
  readonly attrSet: number;
  readonly attrClear: number;
  /** The same for the mount and all mounts below it (`rro`), after the others. Only for what can have any: 0 elsewhere. */
  readonly treeSet: number;
  readonly treeClear: number;
  readonly propagation: number;
  readonly propagationRecursive: boolean;
  readonly idmap: ResolvedIdmap | undefined;
  /** What is left for the file system itself (`mode=755`). */
  readonly data: readonly string[];
  /** A tmpfs begins with a copy of what it covers. */
  readonly copyUp: boolean;
  readonly from: string;
}

/** How ids of a mount's file system (`containerID`) show on the mount (`hostID`, as the host has them). */
export interface ResolvedIdmap {
  /** For all mounts below it too (`ridmap`). */
  readonly recursive: boolean;
  /** Undefined: those of the container's user namespace. */
  readonly mappings:
    | { readonly uids: readonly Readonly<IdMappingSpec>[]; readonly gids: readonly Readonly<IdMappingSpec>[] }
    | undefined;
}

export interface ResolvedHook {
  readonly event: "prestart" | "createRuntime" | "createContainer" | "startContainer" | "poststart" | "poststop";
  readonly path: string;
  readonly args: readonly string[];
  readonly env: readonly string[] | undefined;
  /** Milliseconds, 0 for none. */
  readonly timeout: number;
  readonly from: string;
}

export interface ResolvedNamespace {
  readonly type: "pid" | "network" | "mount" | "ipc" | "uts" | "user" | "cgroup" | "time";
  readonly path: string | undefined;
  readonly from: string;
}

export interface ResolvedIntelRdt {
  /** `/` is the default class of service. */
  readonly closID: string | undefined;
  /** In the order in which they are to be written. */
  readonly schemata: readonly { readonly line: string; readonly from: string }[];
  readonly enableMonitoring: boolean;
}

export interface ResolvedDevice {
  readonly path: string;
  readonly type: "b" | "c" | "p" | "u";
  readonly major: number;
  readonly minor: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly from: string;
}
