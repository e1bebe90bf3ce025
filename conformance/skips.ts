/** The only list of checks that may be skipped, each with a cause that is probed when the checks run. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { cgroupMode, hierarchyOf } from "./harness/cgroups.ts";
import { isPeer, type Place, probePath } from "./harness/environment.ts";
import { resctrlMount } from "./harness/resctrl.ts";
import { hasAppArmor, hasSelinux } from "./harness/security.ts";
import { adapter, disk } from "./suites/cgroup/limits.ts";

interface Skip {
  /** Full names of checks; `*` at the end stands for any rest. */
  readonly checks: readonly string[];
  readonly cause: string;
  /** Where it is expected to hold, as docs/fields.md tells; left out: on neither. */
  readonly on?: readonly Place[];
  /** True where the cause holds on this machine. */
  readonly holds: () => boolean;
}

function succeeds(file: string, ...args: readonly string[]): boolean {
  return spawnSync(file, args, { stdio: ["pipe", "pipe", "pipe"] }).status === 0;
}

let working: boolean | undefined;

/** `criu check` looks for the loopback device, which is down in the checks' network namespace. */
function criuWorks(): boolean {
  working ??= succeeds("ip", "link", "set", "lo", "up") && succeeds("criu", "check");
  return working;
}

/** Every boot of the virtual machine. */
const VM: readonly Place[] = ["vm-v2", "vm-v1", "vm-apparmor", "vm-selinux"];

/** Controllers that are in no v1 hierarchy of the native machine. */
const NATIVE_LACKS = ["hugetlb", "rdma"];

const SKIPS: readonly Skip[] = [
  {
    checks: ["unit", "limits", "devices", "leftovers", "control", "rootless"].map((name) => `systemd ${name}: *`),
    cause: "systemd is not PID 1 here",
    on: ["native", ...VM],
    holds: () => !existsSync("/run/systemd/system"),
  },
  {
    checks: ["library: *", "library surroundings: *", "library failures: *", "library running: *"],
    cause: "the library is caisson's own",
    holds: () => isPeer,
  },
  {
    checks: ["differential: *"],
    cause: "no runc could be made of the pinned module, or it is not caisson that is tested",
    holds: () => process.env.CONFORMANCE_PEER === undefined || isPeer,
  },
  {
    checks: ["user: *", "rootless: *", "exec namespaces: a user namespace*", "exec namespaces: an ordinary user*"],
    cause: "this kernel or this chroot allows no user namespaces",
    holds: () => !succeeds("unshare", "--user", "true"),
  },
  {
    checks: ["namespaces: mount: the one at a path"],
    cause: "in a chroot: who joins a mount namespace comes to its root, and out of the chroot",
    holds: () => !succeeds("nsenter", "--mount=/proc/self/ns/mnt", "test", "-e", probePath),
  },
  {
    checks: ["rootless: *", "exec namespaces: an ordinary user*"],
    cause: "newuidmap is not installed (package uidmap)",
    holds: () => !existsSync("/usr/bin/newuidmap"),
  },
  {
    checks: ["namespaces: time*", "exec namespaces: a time namespace"],
    cause: "this kernel has no time namespaces",
    holds: () => !existsSync("/proc/self/ns/time"),
  },
  {
    checks: ["checkpoint: *", "checkpoint flags: *", "checkpoint, in CRIU's words: *", "restore: *"],
    cause: "criu is not installed, or does not work with this kernel (criu check)",
    on: ["native"],
    holds: () => !criuWorks(),
  },
  {
    checks: ["apparmor: *"],
    cause: "AppArmor is not active here",
    on: ["native", "vm-v2", "vm-v1", "vm-selinux"],
    holds: () => !hasAppArmor(),
  },
  {
    checks: ["labels, where the module is not active: an AppArmor*"],
    cause: "AppArmor is active here",
    on: ["vm-apparmor"],
    holds: hasAppArmor,
  },
  {
    checks: ["intelRdt: *"],
    cause: "no resctrl file system is mounted here",
    on: ["native", "vm-v2", "vm-v1", "vm-apparmor", "vm-selinux"],
    holds: () => resctrlMount() === undefined,
  },
  {
    checks: ["intelRdt, where resctrl is not mounted: *"],
    cause: "resctrl is mounted here",
    holds: () => resctrlMount() !== undefined,
  },
  {
    checks: ["selinux: *"],
    cause: "SELinux is not active here",
    on: ["native", "vm-v2", "vm-v1", "vm-apparmor"],
    holds: () => !hasSelinux(),
  },
  {
    checks: ["labels, where the module is not active: an SELinux*"],
    cause: "SELinux is active here",
    on: ["vm-selinux"],
    holds: hasSelinux,
  },
  {
    checks: ["cgroup v1: *"],
    cause: "no v1 hierarchies here",
    on: ["vm-v2", "vm-apparmor", "vm-selinux"],
    holds: () => cgroupMode() === "v2",
  },
  {
    checks: ["exec cgroup v2: *"],
    cause: "no v2 hierarchy with controllers here",
    on: ["native", "vm-v1"],
    holds: () => cgroupMode() !== "v2" || hierarchyOf("pids") === undefined,
  },
  {
    checks: ["exec cgroup: --cgroup CONTROLLER:PATH*"],
    cause: "v2 has one tree for all controllers",
    on: ["vm-v2", "vm-apparmor", "vm-selinux"],
    holds: () => cgroupMode() === "v2",
  },
  {
    checks: ["exec affinity: initial and final*", "exec affinity: of a process file*"],
    cause: "one processor alone, which every process may use",
    holds: () => availableParallelism() < 2,
  },
  {
    checks: ["cgroup v2: *"],
    cause: "no v2 hierarchy with controllers here",
    on: ["native", "vm-v1"],
    holds: () => cgroupMode() !== "v2",
  },
  {
    checks: [
      "cgroup v2: what v1 alone*",
      "cgroup v2: swap that*",
      "cgroup absent: blkio:*",
      "exact: memory:*",
      "exact: traced:*",
      "exact: io:*",
      "events: --stats: one line*",
      "events: --stats: no limit*",
      "events: --stats: cpu: throttling*",
      "events: --stats: memory*",
      "events: oom*",
      ...["memory:*", "cpu:*", "cpuset:*", "pids:*", "an error names*"].map((checks) => `update: ${checks}`),
    ],
    cause: "the v2 hierarchy here has no controllers: v1 hierarchies hold them",
    holds: () => cgroupMode() === "v2" && hierarchyOf("memory") === undefined,
  },
  ...["memory", "cpu", "cpuset", "pids", "hugetlb", "rdma"].map((controller) => ({
    checks: [`cgroup v1: ${controller}:*`, `cgroup v2: ${controller}:*`],
    cause: `no ${controller} controller in the hierarchies here`,
    ...(NATIVE_LACKS.includes(controller) ? { on: ["native"] as const } : {}),
    holds: () => hierarchyOf(controller) === undefined,
  })),
  ...["net_cls", "net_prio"].map((controller) => ({
    checks: [`cgroup v1: ${controller}:*`],
    cause: `no ${controller} controller in a v1 hierarchy here`,
    on: ["native"] as const,
    holds: () => hierarchyOf(controller) === undefined,
  })),
  {
    checks: ["cgroup v1: network:*"],
    cause: "no net_prio controller in a v1 hierarchy here",
    on: ["native"],
    holds: () => hierarchyOf("net_prio") === undefined,
  },
  {
    checks: ["cgroup v2: blkio:*", "cgroup v2: io:*"],
    cause: "no io controller here",
    holds: () => hierarchyOf("io") === undefined,
  },
  {
    checks: ["cgroup v1: blkio: a device's weight", "cgroup v2: blkio: a device's weight"],
    cause: "no disk is under the I/O scheduler BFQ",
    on: ["native"],
    holds: () => disk()?.bfq !== true,
  },
  {
    checks: ["cgroup v2: blkio: a weight"],
    cause: "the kernel has not loaded BFQ",
    holds: () => disk()?.bfq !== true,
  },
  {
    checks: ["cgroup v1: rdma:*", "cgroup v2: rdma:*"],
    cause: "no RDMA device here",
    on: ["native"],
    holds: () => adapter() === undefined,
  },
  {
    checks: ["cgroup v1: cpuset: mems", "cgroup v2: cpuset: mems"],
    cause: "one memory node alone, which every cgroup has anyway",
    on: ["native"],
    holds: () => !existsSync("/sys/devices/system/node/node1"),
  },
  {
    checks: ["cgroup v1: realtime:*"],
    cause: "this kernel has no real-time budget of groups (CONFIG_RT_GROUP_SCHED)",
    on: ["vm-v2", "vm-v1"],
    holds: () => !existsSync(`${hierarchyOf("cpu") ?? ""}/cpu.rt_runtime_us`),
  },
  ...["hugetlb", "net_cls", "net_prio", "rdma"].map((controller) => ({
    checks: [`cgroup absent: ${controller}: an error*`],
    cause: `a hierarchy has ${controller} here, or this is v2, which has its own checks of that`,
    on: ["vm-v2", "vm-v1"] as const,
    holds: () => cgroupMode() === "v2" || hierarchyOf(controller) !== undefined,
  })),
  {
    checks: ["cgroup absent: unified:*"],
    cause: "v2 has them",
    on: ["vm-v2"],
    holds: () => cgroupMode() === "v2",
  },
  {
    checks: ["exact: traced:*", "mounts: superblock: traced:*"],
    cause: "strace is not installed",
    holds: () => !succeeds("strace", "-V"),
  },
  {
    checks: ["exact: traced:*"],
    cause: "a peer written in Go, which writes from threads that strace would have to follow, and into the container",
    holds: () => isPeer,
  },
  {
    checks: ["cgroup absent: rdma: a device*"],
    cause: "no rdma controller here",
    on: ["native"],
    holds: () => hierarchyOf("rdma") === undefined,
  },
  {
    checks: ["process scheduler: real time in a v1 group without a budget*"],
    cause: "this kernel has no real-time budgets of groups (CONFIG_RT_GROUP_SCHED), or no v1 hierarchy",
    on: VM,
    holds: () => !existsSync(`${hierarchyOf("cpu") ?? ""}/cpu.rt_runtime_us`),
  },
  {
    checks: ["memory policy: two nodes"],
    cause: "this machine has one memory node",
    on: ["native"],
    holds: () => !existsSync("/sys/devices/system/node/node1"),
  },
  {
    checks: ["memory policy: MPOL_WEIGHTED_INTERLEAVE"],
    cause: "this kernel is older than 6.9, which brought the mode",
    on: VM,
    holds: () => !existsSync("/sys/kernel/mm/mempolicy/weighted_interleave"),
  },
  {
    checks: ["time offsets: *"],
    cause: "this kernel has no time namespaces",
    holds: () => !existsSync("/proc/self/ns/time"),
  },
  {
    checks: ["cgroup v1: cpu: a burst*"],
    cause: "this kernel has no cpu.cfs_burst_us",
    holds: () => !existsSync(`${hierarchyOf("cpu") ?? ""}/cpu.cfs_burst_us`),
  },
  {
    checks: [
      "seccomp: architectures: calls of i386*",
      "seccomp: calls newer than the profile: those of i386*",
      "seccomp: architectures: the native one, and its 32-bit sibling",
    ],
    cause: "no programs of i386 on this machine",
    holds: () => spawnSync(probePath, ["syscall32", "20"], { encoding: "utf8" }).stdout.includes('"errno":"E'),
  },
];

function matches(pattern: string, id: string): boolean {
  return pattern.endsWith("*") ? id.startsWith(pattern.slice(0, -1)) : pattern === id;
}

function find(id: string, holds: (skip: Skip) => boolean): string | undefined {
  return SKIPS.find((skip) => skip.checks.some((pattern) => matches(pattern, id)) && holds(skip))?.cause;
}

/** Why a check cannot run here; undefined where it can. */
export function skipCause(id: string): string | undefined {
  return find(id, (skip) => skip.holds());
}

/** Why a check is not expected to run in one of the two places, without a look at this machine. */
export function plannedSkip(id: string, place: Place): string | undefined {
  return find(id, (skip) => skip.on?.includes(place) === true);
}
