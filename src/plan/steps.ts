/**
 * The steps: the vocabulary of every plan.
 *
 * A step is plain data. `at` says who executes it: `host` (TypeScript with the addon) or `init` (the C++
 * program inside the container). `from` is the JSON pointer of the place in config.json that asked for it,
 * or `default:<name>`; in an exec also `process:<pointer>` of a place in a process file, or `option:<word>` of
 * the command line. The fields of init steps are encoded by wire/table.ts; a test proves that every init
 * op and field here stands there too.
 */
import type { CriuDirectories, CriuOptions, InheritedNamespace } from "./checkpoint/criu.ts";
import type { DeviceRule, IdMapping, MountAttributes, SeccompProfile, TreeAttributes } from "./step-data.ts";
import type { JoinedUnit, UnitAction } from "./unit-steps.ts";

export type { ContainerPlan, ExecPlan, PlanWarning } from "./plans.ts";
export type {
  DeviceRule,
  IdMapping,
  MountAttributes,
  SeccompArgument,
  SeccompProfile,
  SeccompRule,
  TreeAttributes,
} from "./step-data.ts";

/** Names of namespaces as runtime-spec config-linux.md "Namespaces" has them. */
export type NamespaceType = "pid" | "network" | "mount" | "ipc" | "uts" | "user" | "cgroup" | "time";

interface Common {
  readonly from: string;
}

// ───────────────────────────── host ─────────────────────────────

type HostAction =
  | { readonly op: "state.create" }
  /** Make a cgroup directory and its parents. `cpuset` copies cpus and mems down from the parent (v1). */
  | {
      readonly op: "cgroup.create";
      readonly dir: string;
      readonly controllers: readonly string[];
      readonly ifDenied: "fail" | "skip";
    }
  /**
   * v2: enable controllers in cgroup.subtree_control of every parent from `mount` down to the parent of `dir`. It fails
   * only for one that is `needed`; there the value is the pointer of the limit that needs it.
   */
  | {
      readonly op: "cgroup.enable";
      readonly mount: string;
      readonly dir: string;
      readonly controllers: readonly string[];
      readonly needed: Readonly<Record<string, string>>;
    }
  /** `ifMissing: "skip"` where a kernel without the file has nothing to limit (memory.swap.max without swap). */
  | {
      readonly op: "cgroup.write";
      readonly dir: string;
      readonly file: string;
      readonly value: string;
      readonly ifMissing?: "skip";
      /** A file whose number must be below `value`, else it fails; a cgroup without that file uses nothing. */
      readonly above?: string;
      /** Written instead where the kernel lacks `file`. */
      readonly otherwise?: { readonly file: string; readonly value: string };
    }
  /** v2: attach an eBPF device program that enforces these rules, in order, later rules winning. */
  | { readonly op: "cgroup.devices"; readonly dir: string; readonly rules: readonly DeviceRule[] }
  /**
   * v2: move init into the cgroup. `ifBusy`: where it takes no process, since the container has delegated parts of it, into
   * the one that the container's init is in. `unit`: whose cgroup it is; where the process may not be moved (an ordinary
   * user's is in a cgroup of root's, such as a login session's), systemd is asked to.
   */
  | {
      readonly op: "cgroup.join";
      readonly dir: string;
      readonly ifDenied: "fail" | "skip";
      readonly ifBusy: "fail" | "beside-init";
      readonly unit?: JoinedUnit;
    }
  | UnitAction
  /**
   * Compile a profile to BPF, or take it from the cache; the program lands in the slot `seccomp`. `cached`: under which
   * name it is there, where that is known.
   */
  | { readonly op: "seccomp.compile"; readonly profile: SeccompProfile; readonly cached: string | undefined }
  /** Connect to the seccomp agent and give it the listener that init made, with the container process state. */
  | {
      readonly op: "seccomp.send";
      readonly socket: string;
      readonly metadata: string | undefined;
      /** Of the container by then. */
      readonly status: "created" | "running";
    }
  | { readonly op: "gate.listen" }
  /** Start init from a sealed memfd; the clone itself makes these new namespaces. */
  | { readonly op: "init.spawn"; readonly namespaces: readonly NamespaceType[]; readonly keepFds: number }
  | {
      readonly op: "idmap.write";
      readonly kind: "uid" | "gid";
      readonly mappings: readonly IdMapping[];
      readonly helper: string | undefined;
      readonly denySetgroups: boolean;
    }
  /** A group of resctrl, which is mounted at `mount`. */
  | {
      readonly op: "resctrl.create";
      readonly mount: string;
      readonly dir: string;
      readonly ifPresent: "use" | "fail";
      readonly ifMissing: "create" | "fail";
    }
  /** Written where create made the group for this container; one that was there must agree, or is written too. */
  | {
      readonly op: "resctrl.schemata";
      readonly mount: string;
      readonly dir: string;
      readonly lines: readonly string[];
      readonly ifShared: "agree" | "write";
    }
  /** Init, and with it all that it forks. */
  | { readonly op: "resctrl.join"; readonly mount: string; readonly dir: string }
  | { readonly op: "oom.adjust"; readonly value: number }
  /** Raise a hard limit of init from outside, where init itself may not. 2^64-1 is infinity. */
  | { readonly op: "rlimit.raise"; readonly resource: string; readonly soft: bigint; readonly hard: bigint }
  /** Move a device of the runtime's network namespace to init's, up and with its addresses; a create that fails moves it back. */
  | { readonly op: "netdevice.move"; readonly name: string; readonly newName: string }
  /** Of the container's network namespace. */
  | { readonly op: "netdevice.raise"; readonly name: string }
  /** Policy and flags by the spec's names, times in nanoseconds. */
  | {
      readonly op: "scheduler.set";
      readonly policy: string;
      readonly flags: readonly string[];
      readonly nice: number;
      readonly priority: number;
      readonly runtime: bigint;
      readonly deadline: bigint;
      readonly period: bigint;
    }
  | { readonly op: "ioPriority.set"; readonly class: string; readonly priority: number }
  /** sched_setaffinity(2). */
  | { readonly op: "affinity.set"; readonly cpus: readonly number[] }
  | HookStep
  /** Send the pty master to the caller's console socket. */
  | { readonly op: "console.send"; readonly socket: string }
  /** The runtime itself holds the pty master, to relay it. */
  | { readonly op: "console.keep" }
  | { readonly op: "pidfd.send"; readonly socket: string }
  | { readonly op: "pidfile.write"; readonly path: string }
  /** The directory that the container sees at /run/notify. */
  | { readonly op: "notify.create"; readonly dir: string }
  /** Bind the socket in it, where who starts the container has a service manager to tell (sd_notify(3)). */
  | { readonly op: "notify.listen"; readonly dir: string; readonly name: string }
  /** Wait for the container's READY=1, and hand it on with MAINPID: init, or in the foreground the monitor itself. */
  | { readonly op: "notify.forward"; readonly by: "runtime" | "monitor" }
  /** Record that the container is `created`. */
  | { readonly op: "state.created" }
  // after the gate
  | { readonly op: "state.running" }
  // restore
  /** Make the socket that criu is asked through, and open the namespaces that it shall take over under their keys. */
  | { readonly op: "criu.connect"; readonly inherit: readonly InheritedNamespace[] }
  /** Ask criu, which init has become; returns when the container's first process is there, with nothing in it yet. */
  | { readonly op: "criu.restore"; readonly images: CriuDirectories; readonly options: CriuOptions }
  /** Let criu restore everything; the processes stand still still. */
  | { readonly op: "criu.complete" }
  /** Let them run; criu ends. */
  | { readonly op: "criu.resume" }
  // teardown
  | { readonly op: "init.kill" }
  /** Unmount a root file system that was placed in the runtime's mount namespace, with all that is mounted in it. */
  | { readonly op: "rootfs.detach"; readonly path: string }
  | { readonly op: "cgroup.remove"; readonly dir: string }
  /** Only what this create made; `keep`: only where it failed, else the group outlives its container. */
  | { readonly op: "resctrl.remove"; readonly dir: string; readonly ifCreated: "remove" | "keep" }
  | { readonly op: "state.remove" };

export type HostStep = Common & { readonly at: "host" } & HostAction;

export type HookEvent = "prestart" | "createRuntime" | "createContainer" | "startContainer" | "poststart" | "poststop";

/** One hook. The state that it reads on stdin has `status`; pid and bundle are filled in by who executes it. */
export interface HookStep {
  readonly op: "hook.run";
  readonly event: HookEvent;
  readonly path: string;
  readonly args: readonly string[];
  /** `KEY=value`; undefined means the caller's environment. */
  readonly env: readonly string[] | undefined;
  /** Milliseconds; 0 is no limit. */
  readonly timeout: number;
  /** warn: a failure is reported, and the plan goes on (poststop). */
  readonly ifFails: "fail" | "warn";
}

// ───────────────────────────── init ─────────────────────────────

type InitAction =
  /**
   * v1: init moves itself, by a 0 in `tasks`. For a task that moves itself the kernel takes no lock over all
   * processes; for any other it waits for an RCU grace period, which is most of the time that a create takes.
   */
  | { readonly op: "cgroup.enter"; readonly dir: string; readonly ifDenied: "fail" | "skip" }
  // namespaces
  /** Open a namespace by its path and check its type; it waits in `slot` for ns.join. */
  | { readonly op: "ns.open"; readonly slot: number; readonly type: NamespaceType; readonly path: string }
  | { readonly op: "ns.join"; readonly slot: number; readonly type: NamespaceType }
  | { readonly op: "ns.unshare"; readonly types: readonly NamespaceType[] }
  /** All namespaces of the container's init at once, by the pidfd that came with the spawn. */
  | { readonly op: "ns.enter"; readonly types: readonly NamespaceType[] }
  /** Open /proc/self/timens_offsets, for time.offset. */
  | { readonly op: "time.open" }
  /** Shift a clock of the time namespace that was just made; `seconds` is decimal, with a sign. */
  | { readonly op: "time.offset"; readonly clock: string; readonly seconds: string; readonly nanoseconds: number }
  /** Go on in a child (CLONE_PARENT), as joining or making a PID or time namespace wants it. */
  | { readonly op: "init.fork"; readonly types: readonly NamespaceType[] }
  /** Become uid 0 and gid 0 of the new user namespace. */
  | { readonly op: "user.assumeRoot"; readonly clearGroups: boolean }
  | { readonly op: "session.create" }
  /** `label` is SELinux's, empty for none. */
  | { readonly op: "keyring.join"; readonly name: string; readonly label: string }
  | { readonly op: "loopback.up" }
  | { readonly op: "hostname.set"; readonly name: string }
  | { readonly op: "domainname.set"; readonly name: string }
  // root file system
  /** Change propagation of the runtime's own copy of the mount tree, so that nothing leaks out. */
  | { readonly op: "tree.propagation"; readonly propagation: number; readonly recursive: boolean }
  /**
   * Bind the rootfs at `place`, which is itself or a directory to be made, and hold it: all later targets are resolved
   * in it. Where tree.propagation left the tree shared, its parent mount and the new bind are made private first, else
   * every mount in it would show on the host. What stands in another place is private too.
   */
  | { readonly op: "rootfs.open"; readonly path: string; readonly place: string }
  /** Unmount what rootfs.open bound, with all that was mounted in it since: only the mount points stay. */
  | { readonly op: "rootfs.close" }
  /**
   * Where a user namespace comes between, a bind's source is cloned while init is still who the runtime is: its user
   * may not enter the directories on the way. The clone waits in `slot`, cut off from the host's propagation. Ids are
   * mapped here too: that wants the privilege over the file system (mount_setattr(2)).
   */
  | {
      readonly op: "source.open";
      readonly slot: number;
      readonly source: string;
      readonly recursive: boolean;
      /** Ids change as idmap.make or idmap.open of that slot says. */
      readonly idmap: number | undefined;
      readonly idmapRecursive: boolean;
    }
  /** A user namespace with these maps and nobody in it, for mounts; it waits in `slot`. */
  | {
      readonly op: "idmap.make";
      readonly slot: number;
      readonly uids: readonly IdMapping[];
      readonly gids: readonly IdMapping[];
    }
  /** The maps of a user namespace that exists. */
  | { readonly op: "idmap.open"; readonly slot: number; readonly path: string }
  /** The second half of such a bind. */
  | ({
      readonly op: "source.place";
      readonly slot: number;
      readonly source: string;
      readonly target: string;
    } & MountAttributes &
      TreeAttributes)
  | ({
      readonly op: "mount.bind";
      readonly source: string;
      readonly target: string;
      readonly recursive: boolean;
      readonly ifMissing: "fail" | "skip";
    } & MountAttributes &
      TreeAttributes)
  /**
   * A new file system; each option goes to fsconfig(2) alone, so that an error names it, or all of them to mount(2), where
   * fsconfig(2) has no word for one of them or no room for its value.
   */
  | ({
      readonly op: "mount.fs";
      readonly type: string;
      readonly source: string;
      readonly target: string;
      readonly call: "fsconfig" | "mount";
      /** MS_* of the superblock for mount(2), 0 for fsconfig(2), which has them among the options. */
      readonly flags: number;
      readonly options: readonly string[];
      /** What of the directory that it covers is copied into it first (`tmpcopyup`). */
      readonly copyUp: "nothing" | "all" | "all-but-devices";
      readonly ifDenied: "fail" | "bind-host";
    } & MountAttributes)
  /** Change attributes of what is mounted at target already (`remount`). */
  | ({ readonly op: "mount.remount"; readonly target: string } & MountAttributes & TreeAttributes)
  | { readonly op: "dir.create"; readonly path: string; readonly mode: number }
  | { readonly op: "symlink.create"; readonly path: string; readonly target: string }
  | {
      readonly op: "device.create";
      readonly path: string;
      readonly type: "b" | "c" | "p" | "u";
      readonly major: number;
      readonly minor: number;
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
    }
  /** Where mknod is not allowed (user namespace): bind the host's node; its type and numbers are checked. */
  | {
      readonly op: "device.bind";
      readonly path: string;
      readonly type: "b" | "c" | "p" | "u";
      readonly major: number;
      readonly minor: number;
    }
  /**
   * Make a pty in the container's devpts, keep the slave, give the master to the host. `mount` binds the slave on
   * /dev/console. `plain` puts no CR before NL (ONLCR off): where the runtime relays it, the caller's own terminal does.
   */
  | {
      readonly op: "console.open";
      readonly rows: number;
      readonly columns: number;
      readonly mount: boolean;
      readonly plain: boolean;
      readonly uid: number;
    }
  /** Make the pty slave fds 0 to 2 and the controlling terminal. */
  | { readonly op: "console.attach" }
  | (HookStep & { readonly stateBefore: string; readonly stateAfter: string })
  | { readonly op: "sysctl.write"; readonly key: string; readonly value: string }
  /** `options` of the tmpfs that covers a directory. */
  | { readonly op: "path.mask"; readonly path: string; readonly options: readonly string[] }
  | { readonly op: "path.readonly"; readonly path: string }
  | { readonly op: "rootfs.pivot" }
  /** Without pivot_root. `move`: over the old root, which is a ramfs; else the old root stays what it is for others. */
  | { readonly op: "rootfs.chroot"; readonly move: boolean }
  /** Where the container has no mount namespace of its own. */
  | { readonly op: "rootfs.enter"; readonly path: string }
  | { readonly op: "rootfs.propagation"; readonly propagation: number; readonly recursive: boolean }
  | { readonly op: "rootfs.readonly" }
  // labels
  /** Hold a procfs of the runtime's, before the container's namespaces are entered. */
  | { readonly op: "procfs.open" }
  /** Open init's own attr/exec while a procfs is at hand that nobody can tamper with, and see that the label is one. */
  | { readonly op: "label.open"; readonly module: "apparmor" | "selinux"; readonly label: string }
  /** What the next exec of init makes of it. */
  | { readonly op: "label.exec"; readonly module: "apparmor" | "selinux"; readonly label: string }
  /** SELinux's label of a directory. */
  | { readonly op: "label.file"; readonly path: string; readonly label: string }
  // the process
  /** Look the program up in the container and check that it can run; nothing is kept. */
  | { readonly op: "program.check"; readonly program: string; readonly cwd: string; readonly path: string }
  /** Domain by the spec's name. */
  | { readonly op: "personality.set"; readonly domain: string }
  /** NUMA policy; mode and flags by the spec's names. */
  | {
      readonly op: "memory.policy";
      readonly mode: string;
      readonly flags: readonly string[];
      readonly nodes: readonly number[];
    }
  /** The start gate: wait for `start`. What comes after belongs to it. */
  | { readonly op: "gate.wait" }
  | { readonly op: "stdio.own"; readonly uid: number }
  | { readonly op: "rlimit.set"; readonly resource: number; readonly soft: bigint; readonly hard: bigint }
  | { readonly op: "umask.set"; readonly mask: number }
  /** config.json gives no HOME: take it from the container's /etc/passwd by uid, else `/`; exec adds it. */
  | { readonly op: "home.default"; readonly uid: number }
  | { readonly op: "noNewPrivileges.set" }
  /** A thread that no filter binds: what init says to the host past a filter that notifies, it says through this one. */
  | { readonly op: "seccomp.courier" }
  /** `program` is filled from the slot `seccomp`; `flags` are SECCOMP_FILTER_FLAG_* bits. */
  | { readonly op: "seccomp.load"; readonly flags: number; readonly program: Uint8Array }
  | { readonly op: "capabilities.bound"; readonly keep: bigint }
  | {
      readonly op: "credentials.set";
      readonly uid: number;
      readonly gid: number;
      readonly groups: readonly number[];
      readonly setGroups: boolean;
    }
  | {
      readonly op: "capabilities.set";
      readonly effective: bigint;
      readonly permitted: bigint;
      readonly inheritable: bigint;
      readonly ambient: bigint;
    }
  /** chdir, then check that the directory lies inside the container (CVE-2024-21626). */
  | { readonly op: "cwd.set"; readonly path: string }
  | { readonly op: "exec"; readonly args: readonly string[]; readonly env: readonly string[] };

export type InitStep = Common & { readonly at: "init" } & InitAction;

export type Step = HostStep | InitStep;
export type HostOp = HostStep["op"];
export type InitOp = InitStep["op"];
