/** What a plan needs to know beyond config.json. Plain data, gathered by src/host/facts. */

import type { ResolvedProcess } from "../config/resolved.ts";
import type { NamespaceType } from "./steps.ts";

export type CgroupMode = "v1" | "hybrid" | "v2" | "none";

/** One mounted cgroup hierarchy. */
export interface CgroupHierarchy {
  /** Controllers as the kernel names them (`["cpu","cpuacct"]`), `["name=systemd"]`, or `[]` for the v2 hierarchy. */
  readonly controllers: readonly string[];
  /** Absolute mount point, such as /sys/fs/cgroup/memory. */
  readonly mount: string;
  /** The runtime's own cgroup relative to the mount point, such as `/` or `/user.slice`. */
  readonly self: string;
}

/**
 * Why this host has no place for a limit: the kernel lacks the controller, its command line disables it, no hierarchy has
 * it, the v2 hierarchy has it where containers are in v1, a v1 hierarchy out of sight has it, or it was not handed down.
 */
export type Absence = "kernel" | "disabled" | "unmounted" | "unified" | "elsewhere" | "undelegated";

/** The systemd that makes a container's unit. */
export interface SystemdFacts {
  /** A user's own instance, or the machine's. */
  readonly manager: "system" | "user";
  /** Its number, such as 252. */
  readonly version: number;
  /** The cgroup that all of its units are below: empty for the root, else such as `/user.slice/user-1000.slice/user@1000.service`. */
  readonly controlGroup: string;
}

/** Of importance to one process, whether create or exec makes it. */
export interface ProcessFacts {
  /** True where the runtime itself runs in a user namespace that is not the initial one. */
  readonly inUserNamespace: boolean;
  /** True where that namespace denies setgroups(2), and so those below it (user_namespaces(7), /proc/PID/setgroups). */
  readonly setgroupsDenied: boolean;
  /** False where the effective capabilities lack CAP_SYS_ADMIN, so that a user namespace must come first. */
  readonly privileged: boolean;
  /** The highest capability number this kernel knows (/proc/sys/kernel/cap_last_cap). */
  readonly lastCapability: number;
  /** RLIMIT_NOFILE as the caller had it, before the engine raised it. */
  readonly callerNofile: { readonly soft: bigint; readonly hard: bigint };
  /** Hard limits of the runtime by OCI name (`RLIMIT_CORE`); RLIM_INFINITY is 2^64-1. */
  readonly hardLimits: Readonly<Record<string, bigint>>;
  /** Looked at only where the plan asks. */
  readonly apparmor: boolean;
  readonly selinux: boolean;
}

export interface ExecFacts extends ProcessFacts {
  /** Which namespaces of the container's init are not the runtime's own. */
  readonly namespaces: readonly NamespaceType[];
}

export interface Facts extends ProcessFacts {
  readonly euid: number;
  readonly egid: number;
  readonly cgroup: { readonly mode: CgroupMode; readonly hierarchies: readonly CgroupHierarchy[] };
  /** v2 only: controllers that may be enabled below the runtime's own cgroup. */
  readonly v2Controllers: readonly string[];
  /** Of the controllers that config.json names, by their names in /proc/cgroups, those that are not to be had. */
  readonly absentControllers: Readonly<Record<string, Absence>>;
  /** Looked at under its driver only; undefined where systemd is not this host's init. */
  readonly systemd: SystemdFacts | undefined;
  /** Memory nodes of the machine as the kernel lists them (`0-1`); undefined where it knows none. */
  readonly memoryNodes: string | undefined;
  /** Mount point of resctrl; looked for only where the plan asks. */
  readonly resctrl: string | undefined;
  /** Absolute path of newuidmap and newgidmap, where installed. */
  readonly newuidmap: string | undefined;
  readonly newgidmap: string | undefined;
}

/** What the caller of the runtime asked for, beside config.json: what create and exec have in common. */
export interface ProcessRequest {
  readonly id: string;
  /** Absolute. */
  readonly bundle: string;
  /** Absolute path of `<root>/<id>`. */
  readonly stateDir: string;
  readonly pidFile: string | undefined;
  readonly consoleSocket: string | undefined;
  readonly pidfdSocket: string | undefined;
  /** True where the runtime itself relays the terminal (foreground run). */
  readonly relayConsole: boolean;
  /** Size of the caller's terminal, for a container's that config.json gives none. */
  readonly terminalSize: { readonly rows: number; readonly columns: number } | undefined;
  readonly noNewKeyring: boolean;
  /** Count of descriptors from 3 on that the container keeps: LISTEN_FDS plus --preserve-fds. */
  readonly keepFds: number;
  /** Value of LISTEN_FDS where set; the container then gets LISTEN_FDS and LISTEN_PID=1. */
  readonly listenFds: number;
  /** The container gets a socket to say that it is ready (NOTIFY_SOCKET, sd_notify(3)). */
  readonly notify: boolean;
}

export interface PlanRequest extends ProcessRequest {
  readonly noPivot: boolean;
  /** Who makes the container's cgroups: the runtime, or systemd for a unit of its own. */
  readonly cgroupDriver: "cgroupfs" | "systemd";
  /** Whether a cgroup that may not be made is done without; auto: where the runtime has no privilege. */
  readonly rootless: "true" | "false" | "auto";
}

export interface ExecRequest extends ProcessRequest {
  readonly process: ResolvedProcess;
  /** Below the container's cgroup, by controller; `` is for all of them. */
  readonly subCgroups: ReadonlyMap<string, string>;
  /**
   * Where the process was asked for, by JSON pointer in config.json and beginnings of one, the longest first: what replaces
   * it. `option:--cwd` is a word of the command line, `process:/cwd` a pointer into a process file.
   */
  readonly origins: readonly (readonly [place: string, origin: string])[];
}
