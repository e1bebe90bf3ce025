/**
 * Checks that a peer is expected to fail, by class.
 *
 * `newer`: the check asks for something that is newer than this peer. `advance`: something that only caisson promises.
 * `bug`: a documented bug of the peer. A listed check that passes nevertheless is reported.
 */
import { runtime } from "./harness/environment.ts";

export interface PeerFailure {
  readonly class: "newer" | "advance" | "bug";
  readonly reason: string;
}

interface Entry extends PeerFailure {
  /** Full names of checks; `*` at the end stands for any rest. */
  readonly checks: readonly string[];
  /** Peers that fail; every peer where left out. */
  readonly peers?: readonly string[];
}

const ENTRIES: readonly Entry[] = [
  {
    class: "advance",
    reason: "what is too large is refused before anything is made, at its place in config.json and in few words",
    checks: [
      "extremes: a path of 70 KB*",
      "extremes: a mount option of 70 KB*",
      "extremes: 341 id mappings*",
      "extremes: 65,537 groups*",
      "extremes: 100,000 mounts that are no mounts*",
      "extremes: 100,000 id mappings*",
      "extremes: one variable of 1 MB*",
      "extremes: one argument of 1 MB*",
      "extremes: 8 MB of arguments*",
      "extremes: 10000*",
      "extremes: 300000*",
      "extremes: of a key that is there twice*",
    ],
  },
  {
    class: "advance",
    reason: "a poststop hook whose program is missing does not keep the container from going (runtime.md, Lifecycle)",
    checks: ["hooks: poststop: a program that is missing*"],
  },
  {
    class: "bug",
    reason: "a race: runc gives the terminal its size when the program may run already",
    checks: ["terminal: foreground: the caller's terminal is relayed, with its size"],
    peers: ["runc"],
  },
  {
    class: "advance",
    reason: "a damaged or stale record of ours is named for what it is, and can still be deleted",
    checks: ["faults: a record that reads*", "faults: a create that was killed before a reboot*"],
  },
  {
    class: "advance",
    reason: "the fault is named: init's death and its signal, the full disk, what the kernel refused",
    checks: [
      "faults: a full disk: a create that fails*",
      "faults: init killed while*",
      "faults: 340 id mappings*",
      "faults: a start killed while a startContainer hook runs*",
    ],
  },
  {
    class: "advance",
    reason: "of deletes at once one does it, and the others say that there is nothing",
    checks: ["faults: four deletes at once*"],
  },
  {
    class: "advance",
    reason:
      "refused before anything is opened: a config.json or a program that is no regular file, one's own namespace",
    checks: [
      "faults: config.json is a FIFO or a device*",
      "faults: a program that is a device*",
      "faults: the runtime's own mount namespace*",
    ],
  },
  {
    class: "bug",
    reason: "out of descriptors, runc leaves cgroups and its state behind",
    checks: ["faults: few descriptors*"],
    peers: ["runc"],
  },
  {
    class: "bug",
    reason: "init of runc stays dumpable with ids as on the host: CVE-2016-9962 as far as it was left open",
    checks: ["faults: CVE-2016-9962*"],
    peers: ["runc"],
  },
  {
    class: "bug",
    reason: "runc 1.1 opens bind sources in the mount namespace it came from, which it may not enter below unshare -Ur",
    checks: ["faults: CVE-2023-25809*"],
    peers: ["runc"],
  },
  {
    class: "newer",
    reason: "domainname came with runtime-spec 1.1",
    checks: ["process limits: domainname"],
    peers: ["runc"],
  },
  {
    class: "newer",
    reason: "intelRdt has schemata and enableMonitoring since runtime-spec 1.3",
    checks: [
      "intelRdt, where resctrl is not mounted: schemata*",
      "intelRdt, where resctrl is not mounted: enableMonitoring*",
    ],
  },
  {
    class: "bug",
    reason: "without resctrl the class of service is left out in silence",
    checks: ["intelRdt, where resctrl is not mounted: closID*", "intelRdt, where resctrl is not mounted: none*"],
  },
  {
    class: "bug",
    reason: "without resctrl crun leaves all of intelRdt out in silence",
    checks: [
      "intelRdt, where resctrl is not mounted: l3CacheSchema*",
      "intelRdt, where resctrl is not mounted: memBwSchema*",
    ],
    peers: ["crun"],
  },
  {
    class: "bug",
    reason:
      "crun says nothing of SELinux where a label fails, leaves that of mounts out, and takes an empty one for a label",
    checks: [
      "labels, where the module is not active: an SELinux*",
      "labels, where the module is not active: empty ones*",
    ],
    peers: ["crun"],
  },
  {
    class: "newer",
    reason: "netDevices came with runtime-spec 1.3",
    checks: ["network devices: *"],
  },
  {
    class: "newer",
    reason: "scheduler and ioPriority came with runtime-spec 1.1",
    checks: ["process scheduler: *", "process ioPriority: *"],
  },
  {
    class: "newer",
    reason: "memoryPolicy came with runtime-spec 1.3, execCPUAffinity with 1.2.1",
    checks: ["memory policy: *", "exec affinity: *"],
  },
  {
    class: "newer",
    reason: "time offsets came with runtime-spec 1.1",
    checks: ["time offsets: *"],
  },
  {
    class: "newer",
    reason: "runc sets personalities since 1.2",
    checks: ["personality: *"],
    peers: ["runc"],
  },
  {
    class: "advance",
    reason: "a personality's flag, which the spec does not know, is told of",
    checks: ["personality: a flag is a warning with its place"],
    peers: ["crun"],
  },
  {
    class: "advance",
    reason: "ids from 2^31 on are ids",
    checks: ["process user: uid and gid: the highest that there are"],
    peers: ["runc"],
  },
  {
    class: "advance",
    reason: "an id, a number of groups or a umask that cannot be is refused with its place",
    checks: [
      "process user: uid and gid: 4294967295*",
      "process user: additionalGids: as many as the kernel takes*",
      "process user: umask: from none to all",
      "user: ids of the process that no range has*",
    ],
  },
  {
    class: "newer",
    reason: "time namespaces came with runtime-spec 1.1",
    checks: ["namespaces: time*"],
    peers: ["runc"],
  },
  {
    class: "newer",
    reason: "runc joins a user namespace without mappings of its own since 1.2",
    checks: ["user: one at a path is joined"],
    peers: ["runc"],
  },
  {
    class: "newer",
    reason: "runc has --pidfd-socket since 1.2",
    checks: ["terminal: --pidfd-socket*"],
    peers: ["runc"],
  },
  {
    class: "newer",
    reason: "runc kills a whole cgroup by `kill ID KILL` since 1.2",
    checks: ["kill: KILL without a PID namespace*"],
    peers: ["runc"],
  },
  {
    class: "advance",
    reason: "runc knows real-time signals by their numbers only",
    checks: ["kill: RTMIN+1*"],
    peers: ["runc"],
  },
  {
    class: "bug",
    reason: "runc takes descriptors of its own for ones that the caller preserves",
    checks: ["descriptors: --preserve-fds: one that is not open*"],
    peers: ["runc"],
  },
  {
    class: "bug",
    reason: "runc started with closed standard streams gives its own descriptors to the container",
    checks: ["descriptors: closed standard streams*"],
    peers: ["runc"],
  },
  {
    class: "newer",
    reason: "cpu.burst and cpu.idle came with runtime-spec 1.1",
    checks: ["cgroup v1: cpu: a burst", "cgroup v1: cpu: idle"],
    peers: ["runc"],
  },
  {
    class: "newer",
    reason: "runc knows seccomp flags since 1.2",
    checks: ["seccomp: flags: LOG*", "seccomp: flags: SPEC_ALLOW*"],
    peers: ["runc"],
  },
  {
    class: "advance",
    reason: "prestart hooks are told `created`, as those that runtime-spec 1.0.0 knew expect it; runc tells `creating`",
    checks: ["hooks: prestart finds the container created*"],
    peers: ["runc"],
  },
  {
    class: "advance",
    reason: "without a mount namespace paths are masked too, and delete unmounts what create has mounted",
    checks: ["namespaces: mount: the caller's where it is absent*", "namespaces: mount: absent*"],
  },
  {
    class: "advance",
    reason: "runc cannot do without getcwd where the filter is loaded before",
    checks: ["seccomp: a filter that forbids getcwd*"],
    peers: ["runc"],
  },
  {
    class: "bug",
    reason: "runc 1.1 runs poststart hooks in create",
    checks: ["hooks: poststart: *", "hooks: fields: poststart: timeout", "hooks: the state on standard input"],
    peers: ["runc"],
  },
  {
    class: "bug",
    reason: "runc 1.1 leaves descriptors of its own open in createContainer hooks",
    checks: ["hooks: descriptors: *"],
    peers: ["runc"],
  },
  {
    class: "bug",
    reason: "runc's start only opens a FIFO, and does not learn what happens to init",
    checks: ["hooks: startContainer: a failure*", "hooks: fields: startContainer: timeout"],
    peers: ["runc"],
  },
  {
    class: "bug",
    reason: "runc runs no poststop hook after one that failed",
    checks: ["hooks: poststop: a failure*"],
    peers: ["runc"],
  },
  {
    class: "bug",
    reason: "runc kills the hook's own process only, and waits for all that hold its output",
    checks: ["hooks: timeout: a child*"],
    peers: ["runc"],
  },
  {
    class: "advance",
    reason: "runc takes any amount of a hook's output into its error",
    checks: ["hooks: a megabyte*"],
    peers: ["runc"],
  },
  {
    class: "advance",
    reason: "runc takes relative paths here, though the spec wants absolute ones",
    checks: ["masks: maskedPaths: a relative*"],
    peers: ["runc"],
  },
  {
    class: "advance",
    reason: "errors that name the place in config.json",
    checks: [
      "errors: the place in config.json: *",
      "errors: twelve mistakes*",
      "log: json: the place*",
      "errors: a field of the spec*",
    ],
  },
  {
    class: "advance",
    reason: "runc and crun take an init that a seccomp filter killed for a program that ended",
    checks: ["seccomp: a profile that kills who executes*"],
  },
  {
    class: "advance",
    reason: "ociVersion is checked",
    checks: ["errors: ociVersion: others*"],
  },
  {
    class: "bug",
    reason: "a second container may come into the cgroup of one that has ended, and dies with the first one's delete",
    checks: ["cgroup path: the cgroup of a container that has ended*"],
  },
  {
    class: "advance",
    reason: "where a controller is absent, the error says why, and names the place in config.json",
    checks: ["cgroup absent: *: an error that says where it is", "cgroup absent: unified: *"],
  },
  {
    class: "newer",
    reason: "runc converts shares to the weight of 1024:100 since 1.3; before, 1024 came to 39",
    checks: ["cgroup v2: cpu: shares"],
    peers: ["runc", "crun"],
  },
  {
    class: "advance",
    reason: "what cgroup v2 cannot have is an error, as the spec asks; runc leaves it out without a word",
    checks: ["cgroup v2: what v1 alone has is an error*"],
  },
  {
    class: "advance",
    reason: "fields without effect are warned of",
    checks: ["cgroup warnings: *"],
  },
  {
    class: "advance",
    reason: "unknown keys are warned of",
    checks: ["errors: an unknown key*"],
  },
  {
    class: "advance",
    reason: "nothing may follow the end of config.json",
    checks: ["errors: config.json: garbage*"],
    peers: ["runc"],
  },
  {
    class: "advance",
    reason: "a missing interpreter is named",
    checks: ["errors: a missing interpreter*"],
  },
  {
    class: "advance",
    reason: "verbs of caisson's own, and suggestions",
    checks: ["verbs: validate*", "verbs: plan*", "flags: a verb that does not exist*", "flags: a flag that is nearly*"],
  },
  {
    class: "newer",
    reason: "fixed in runc 1.2.8 and 1.3.3 (CVE-2025-31133)",
    checks: ["security: CVE-2025-31133*"],
    peers: ["runc"],
  },
  {
    class: "newer",
    reason: "fixed after runc 1.1 (CVE-2026-41579)",
    checks: ["security: CVE-2026-41579*"],
    peers: ["runc"],
  },
  {
    class: "bug",
    reason: "runc opens whatever /etc/passwd is, and waits for a fifo",
    checks: ["security: the container's passwd*"],
    peers: ["runc"],
  },
  {
    class: "bug",
    reason: "runc's creates of one id are not exclusive: a loser may fail late, or win as well",
    checks: ["create: four creates of one id*"],
    peers: ["runc"],
  },
  {
    class: "bug",
    reason: "runc leaves cgroups behind when it is killed during create",
    checks: ["create: a create that is killed*"],
    peers: ["runc"],
  },
  {
    class: "advance",
    reason: "runc does not heed SIGTERM while a hook runs",
    checks: ["create: a create that is asked to end*"],
    peers: ["runc"],
  },
  {
    class: "advance",
    reason: "runc does not remove a container whose state it cannot read",
    checks: ["create: a state directory that is damaged*"],
    peers: ["runc"],
  },
  {
    class: "advance",
    reason: "runc refuses a config.json without process at create; the spec wants it refused at start",
    checks: ["process: no process: *"],
    peers: ["runc"],
  },
  {
    class: "advance",
    reason: "runc refuses supplementary groups to rootless containers, mapped or not",
    checks: ["rootless: supplementary groups*"],
    peers: ["runc"],
  },
  {
    class: "advance",
    reason: "runc needs the container's /proc, whatever config.json says",
    checks: ["mounts: file systems: proc: without it*", "mounts: file systems: absent mounts*"],
    peers: ["runc"],
  },
  {
    class: "bug",
    reason: "runc 1.1 passes the option `defaults` on to the file system",
    checks: ["mounts: options: defaults*"],
    peers: ["runc"],
  },
  {
    class: "bug",
    reason: "runc 1.1 changes the mode of a tmpfs to that of the directory that it covers",
    checks: ["mounts: options: tmpfs: a mode that is given*"],
    peers: ["runc"],
  },
  {
    class: "advance",
    reason: "runc's copy for tmpcopyup knows neither directories' owners, times, links nor extended attributes",
    checks: [
      "mounts: tmpcopyup: owner, mode and times*",
      "mounts: tmpcopyup: mode, uid and gid*",
      "mounts: tmpcopyup: hard links*",
      "mounts: tmpcopyup: extended attributes*",
      "mounts: tmpcopyup: hostile content: while another*",
      "mounts: tmpcopyup: hostile content: a tree too deep*",
    ],
    peers: ["runc"],
  },
  {
    class: "bug",
    reason: "runc changes the owner of a device that it did not copy, and fails",
    checks: ["mounts: tmpcopyup: FIFOs*", "mounts: tmpcopyup: in a user namespace*"],
    peers: ["runc"],
  },
  {
    class: "newer",
    reason: "runc 1.1 knows no id-mapped mounts, and ignores their mappings",
    checks: ["mounts: idmap: *"],
    peers: ["runc"],
  },
  {
    class: "bug",
    reason: "runc's rootfsPropagation reaches what is mounted before the root, not the root itself",
    checks: [
      "mounts: propagation: rootfsPropagation: shared",
      "mounts: propagation: rootfsPropagation: rshared",
      "mounts: propagation: rootfsPropagation: unbindable",
    ],
    peers: ["runc"],
  },
  {
    class: "bug",
    reason: "Go raises the soft RLIMIT_NOFILE at start, and runc 1.1 hands that on",
    checks: ["process limits: rlimits: without any*"],
    peers: ["runc"],
  },
  {
    class: "bug",
    reason: "the spec calls a duplicate rlimit an error; runc takes the last one",
    checks: ["process limits: rlimits: the same type twice*"],
    peers: ["runc"],
  },
  {
    class: "advance",
    reason: "fields that have no effect are warned of, and the record says the version of config.json",
    checks: ["fields without effect: *", "state: ociVersion and annotations of config.json"],
  },
  {
    class: "newer",
    reason: "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV is of runtime-spec 1.1",
    checks: ["seccomp notify: SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"],
  },
  {
    class: "advance",
    reason: "runc's init needs write to give its listener away, and refuses profiles in which it is notified",
    checks: ["seccomp notify: write is notified*", "seccomp notify: as defaultAction*"],
    peers: ["runc"],
  },
  {
    class: "advance",
    reason: "what is wrong with the agent is named by its place in config.json, and the program does not run",
    checks: [
      "seccomp notify: an agent that is*",
      "seccomp notify: an agent that takes no connection*",
      "seccomp notify: a start that is killed*",
      "seccomp notify: config.json*",
    ],
  },
];

function covers(entry: Entry, id: string): boolean {
  if (entry.peers !== undefined && !entry.peers.includes(runtime.name)) return false;
  return entry.checks.some((pattern) => {
    const [before = "", after] = pattern.split("*");
    return after === undefined ? pattern === id : id.startsWith(before) && id.endsWith(after);
  });
}

/** Why the peer under test fails a check; undefined where it should pass. */
export function peerFailure(id: string): PeerFailure | undefined {
  return ENTRIES.find((entry) => covers(entry, id));
}
