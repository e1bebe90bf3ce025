/** Checks that show a documented bug of the peer. */
import type { Entry } from "./entry.ts";

export const BUGS: readonly Entry[] = [
  {
    reason: "runc in the foreground waits for READY, and meanwhile is deaf to signals and to its container's end",
    checks: ["notify: run in the foreground: no JavaScript*", "notify: a container that ends without a word*"],
    peers: ["runc"],
  },
  {
    reason: "runc sees READY only at a message's beginning, and hands on whatever its value",
    checks: ["notify: only READY=1*"],
    peers: ["runc"],
  },
  {
    reason: "runc in the foreground leaves the socket open, and reads nothing more from it",
    checks: ["notify: after READY=1 nobody listens*"],
    peers: ["runc"],
  },
  {
    reason: "crun keeps the socket elsewhere, and says less, or otherwise, to the manager",
    checks: [
      "notify: create and start: *",
      "notify: run --detach*",
      "notify: an abstract socket",
      "notify: a user namespace*",
      "notify: run in the foreground: MAINPID*",
      "notify: run in the foreground: ready and gone*",
      "notify: the container sees*",
      "notify: over a mount*",
      "notify: delete leaves nothing*",
      "notify: only READY=1*",
      "notify: after READY=1*",
      "notify: MAINPID without*",
      "notify: a container that ends without a word*",
      "notify: delete --force while start waits",
      "notify: a barrier follows*",
      "notify: a manager that is not there*",
    ],
    peers: ["crun"],
  },
  {
    reason: "runc's start is an error where the manager cannot be reached, though the container runs",
    checks: ["notify: a manager that is not there*"],
    peers: ["runc"],
  },
  {
    reason: "runc thaws a paused container that it signals with --all, and it runs on",
    checks: ["kill: --all: KILL reaches a paused*"],
    peers: ["runc"],
  },
  {
    reason: "a cgroup that a container has frozen below its own keeps init from ending, and runc thaws its own alone",
    checks: ["delete --force: a cgroup below that is frozen, with a PID namespace"],
    peers: ["runc"],
  },
  {
    reason: "runc writes a shorter real-time period while the old budget does not fit it, and the kernel refuses",
    checks: ["update: cpu: --cpu-rt-runtime*"],
    peers: ["runc"],
  },
  {
    reason: "after a failed update runc sets back only limits that create had been given",
    checks: ["update: pids: where one limit is refused*"],
    peers: ["runc"],
  },
  {
    reason: "a race: runc gives the terminal its size when the program may run already",
    checks: ["terminal: foreground: the caller's terminal is relayed, with its size"],
    peers: ["runc"],
  },
  {
    reason: "out of descriptors, runc leaves cgroups and its state behind",
    checks: ["faults: few descriptors*"],
    peers: ["runc"],
  },
  {
    reason: "init of runc stays dumpable with ids as on the host: CVE-2016-9962 as far as it was left open",
    checks: ["faults: CVE-2016-9962*"],
    peers: ["runc"],
  },
  {
    reason: "runc 1.1 opens bind sources in the mount namespace it came from, which it may not enter below unshare -Ur",
    checks: ["faults: CVE-2023-25809*"],
    peers: ["runc"],
  },
  {
    reason: "without resctrl the class of service is left out in silence",
    checks: ["intelRdt, where resctrl is not mounted: closID*", "intelRdt, where resctrl is not mounted: none*"],
  },
  {
    reason: "without resctrl crun leaves all of intelRdt out in silence",
    checks: [
      "intelRdt, where resctrl is not mounted: l3CacheSchema*",
      "intelRdt, where resctrl is not mounted: memBwSchema*",
    ],
    peers: ["crun"],
  },
  {
    reason:
      "crun says nothing of SELinux where a label fails, leaves that of mounts out, and takes an empty one for a label",
    checks: [
      "labels, where the module is not active: an SELinux*",
      "labels, where the module is not active: empty ones*",
    ],
    peers: ["crun"],
  },
  {
    reason: "runc takes descriptors of its own for ones that the caller preserves",
    checks: [
      "descriptors: --preserve-fds: one that is not open*",
      "descriptors: --preserve-fds: a gap*",
      "descriptors: LISTEN_FDS: one that is not open*",
    ],
    peers: ["runc"],
  },
  {
    reason: "runc started with closed standard streams gives its own descriptors to the container",
    checks: ["descriptors: closed standard streams*"],
    peers: ["runc"],
  },
  {
    reason: "runc 1.1 runs poststart hooks in create",
    checks: ["hooks: poststart: *", "hooks: fields: poststart: timeout", "hooks: the state on standard input"],
    peers: ["runc"],
  },
  {
    reason: "runc 1.1 leaves descriptors of its own open in createContainer hooks",
    checks: ["hooks: descriptors: *"],
    peers: ["runc"],
  },
  {
    reason: "runc's start only opens a FIFO, and does not learn what happens to init",
    checks: ["hooks: startContainer: a failure*", "hooks: fields: startContainer: timeout"],
    peers: ["runc"],
  },
  {
    reason: "runc runs no poststop hook after one that failed",
    checks: ["hooks: poststop: a failure*"],
    peers: ["runc"],
  },
  {
    reason: "runc kills the hook's own process only, and waits for all that hold its output",
    checks: ["hooks: timeout: a child*"],
    peers: ["runc"],
  },
  {
    reason: "a second container may come into the cgroup of one that has ended, and dies with the first one's delete",
    checks: ["cgroup path: the cgroup of a container that has ended*"],
  },
  {
    reason: "runc opens whatever /etc/passwd is, and waits for a fifo",
    checks: [
      "security: the container's passwd*",
      "security exec: a passwd that is a fifo*",
      "security exec: a passwd that is a link to /proc/sys*",
    ],
    peers: ["runc"],
  },
  {
    reason: "runc's creates of one id are not exclusive: a loser may fail late, or win as well",
    checks: ["create: four creates of one id*"],
    peers: ["runc"],
  },
  {
    reason: "runc leaves cgroups behind when it is killed during create",
    checks: ["create: a create that is killed*"],
    peers: ["runc"],
  },
  {
    reason: "runc 1.1 passes the option `defaults` on to the file system",
    checks: ["mounts: options: defaults*", "features: mount options: each that is named*"],
    peers: ["runc"],
  },
  {
    reason: "runc 1.1 changes the mode of a tmpfs to that of the directory that it covers",
    checks: ["mounts: superblock: a mode that is given*"],
    peers: ["runc"],
  },
  {
    reason: "runc 1.1 sets options of a bind mount, but clears none that its source has",
    checks: ["mounts: options: bind of what has*"],
    peers: ["runc"],
  },
  {
    reason: "runc 1.1 mounts a tmpfs anywhere below /proc, and takes the text of a link there for a path",
    checks: [
      "mounts: long options: by mount(2) too: nothing below /proc",
      "mounts: long options: by mount(2) too: nothing through links*",
    ],
    peers: ["runc"],
  },
  {
    reason: "runc changes the owner of a device that it did not copy, and fails",
    checks: ["mounts: tmpcopyup: FIFOs*", "mounts: tmpcopyup: in a user namespace*"],
    peers: ["runc"],
  },
  {
    reason: "runc's rootfsPropagation reaches what is mounted before the root, not the root itself",
    checks: [
      "mounts: propagation: rootfsPropagation: shared",
      "mounts: propagation: rootfsPropagation: rshared",
      "mounts: propagation: rootfsPropagation: unbindable",
    ],
    peers: ["runc"],
  },
  {
    reason: "Go raises the soft RLIMIT_NOFILE at start, and runc 1.1 hands that on",
    checks: ["process limits: rlimits: without any*"],
    peers: ["runc"],
  },
  {
    reason: "the spec calls a duplicate rlimit an error; runc takes the last one",
    checks: ["process limits: rlimits: the same type twice*"],
    peers: ["runc"],
  },
  {
    reason:
      "runc 1.1 sets what a later option clears, lacks the mask for ratime, and forgets recursive options of new file systems",
    checks: [
      "mounts: recursive: rnoatime and ratime*",
      "mounts: recursive: of contrary options*",
      "mounts: recursive: rstrictatime, rnostrictatime*",
      "mounts: recursive: on a new file system*",
    ],
    peers: ["runc"],
  },
  {
    reason: "runc takes descriptors of its own for ones that the caller preserves, in exec too",
    checks: ["exec flags: --preserve-fds: one that is not open*"],
    peers: ["runc"],
  },
  {
    reason:
      "runc 1.1 mounts cgroup2 in the container without the host's options, which changes them for the whole machine",
    checks: ["systemd unit: without cgroupsPath*"],
    peers: ["runc"],
  },
  {
    reason: "runc gives systemd the pid of init for a slice, which takes none",
    checks: ["systemd unit: cgroupsPath: a name that ends in .slice*"],
    peers: ["runc"],
  },
  {
    reason: "runc panics at the annotation org.systemd.property.Sec",
    checks: ["systemd unit: an annotation that is no property*"],
    peers: ["runc"],
  },
  {
    reason: "runc has systemd deny every device where its list has no word for what is denied: a daemon-reload does it",
    checks: ["systemd devices: all but one*"],
    peers: ["runc"],
  },
];
