/** Checks of what only caisson promises. */
import type { Entry } from "./entry.ts";

export const ADVANCES: readonly Entry[] = [
  { reason: "features tells what the host can do, and why not", checks: ["features of the host: *"] },
  {
    reason: "an address in NOTIFY_SOCKET that is none is named",
    checks: ["notify: an address that is none*"],
  },
  {
    reason: "crun has no events, its ps takes no options of ps, and its update has other flags, sizes and errors",
    checks: ["events: *", "ps: a table*", "ps: options*", "ps: a container that*", "update: *"],
    peers: ["crun"],
  },
  {
    reason: "crun pauses what is not running, and its kill leaves a paused container frozen",
    checks: [
      "pause: a container that waits*",
      "pause: in the wrong state*",
      "pause: a container that does not exist*",
      "pause: KILL ends*",
      "pause: delete*",
    ],
    peers: ["crun"],
  },
  {
    reason: "an error of update names the flag, or the place in the file",
    checks: ["update: an error names*"],
  },
  {
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
    reason: "a poststop hook whose program is missing does not keep the container from going (runtime.md, Lifecycle)",
    checks: ["hooks: poststop: a program that is missing*"],
  },
  {
    reason: "a damaged or stale record of ours is named for what it is, and can still be deleted",
    checks: ["faults: a record that reads*", "faults: a create that was killed before a reboot*"],
  },
  {
    reason: "the fault is named: init's death and its signal, the full disk, what the kernel refused",
    checks: [
      "faults: a full disk: a create that fails*",
      "faults: init killed while*",
      "faults: 340 id mappings*",
      "faults: a start killed while a startContainer hook runs*",
    ],
  },
  {
    reason: "of deletes at once one does it, and the others say that there is nothing",
    checks: ["faults: four deletes at once*"],
  },
  {
    reason:
      "refused before anything is opened: a config.json or a program that is no regular file, one's own namespace",
    checks: [
      "faults: config.json is a FIFO or a device*",
      "faults: a program that is a device*",
      "faults: the runtime's own mount namespace*",
    ],
  },
  {
    reason: "a personality's flag, which the spec does not know, is told of",
    checks: ["personality: a flag is a warning with its place"],
    peers: ["crun"],
  },
  {
    reason: "ids from 2^31 on are ids",
    checks: ["process user: uid and gid: the highest that there are"],
    peers: ["runc"],
  },
  {
    reason: "an id, a number of groups or a umask that cannot be is refused with its place",
    checks: [
      "process user: uid and gid: 4294967295*",
      "process user: additionalGids: as many as the kernel takes*",
      "process user: umask: from none to all",
      "user: ids of the process that no range has*",
    ],
  },
  {
    reason: "runc knows real-time signals by their numbers only",
    checks: ["kill: RTMIN+1*"],
    peers: ["runc"],
  },
  {
    reason: "prestart hooks are told `created`, as those that runtime-spec 1.0.0 knew expect it; runc tells `creating`",
    checks: ["hooks: prestart finds the container created*"],
    peers: ["runc"],
  },
  {
    reason: "without a mount namespace paths are masked too, and delete unmounts what create has mounted",
    checks: [
      "namespaces: mount: the caller's where it is absent*",
      "namespaces: mount: absent*",
      "mounts: long options: by mount(2) too: without a mount namespace*",
    ],
  },
  {
    reason: "runc cannot do without getcwd where the filter is loaded before",
    checks: ["seccomp: a filter that forbids getcwd*"],
    peers: ["runc"],
  },
  {
    reason: "runc takes any amount of a hook's output into its error",
    checks: ["hooks: a megabyte*"],
    peers: ["runc"],
  },
  {
    reason: "runc takes relative paths here, though the spec wants absolute ones",
    checks: ["masks: maskedPaths: a relative*"],
    peers: ["runc"],
  },
  {
    reason: "errors that name the place in config.json",
    checks: [
      "errors: the place in config.json: *",
      "errors: twelve mistakes*",
      "log: json: the place*",
      "errors: a field of the spec*",
    ],
  },
  {
    reason: "runc and crun take an init that a seccomp filter killed for a program that ended",
    checks: ["seccomp: a profile that kills who executes*"],
  },
  {
    reason: "ociVersion is checked",
    checks: ["errors: ociVersion: others*"],
  },
  {
    reason: "where a controller is absent, the error says why, and names the place in config.json",
    checks: ["cgroup absent: *: an error that says where it is", "cgroup absent: unified: *"],
  },
  {
    reason: "what cgroup v2 cannot have is an error, as the spec asks; runc leaves it out without a word",
    checks: ["cgroup v2: what v1 alone has is an error*"],
  },
  {
    reason: "fields without effect are warned of",
    checks: ["cgroup warnings: *"],
  },
  {
    reason: "mount options without effect are warned of",
    checks: ["mounts: superblock: mand: a warning*", "mounts: options: norelatime*"],
  },
  {
    reason: "what mount(2) has no room for is told to the kernel another way, or is an error with its place",
    checks: ["mounts: long options: more layers*", "mounts: long options: what no call takes*"],
  },
  {
    reason: "the option that the kernel refuses is named",
    checks: ["mounts: long options: an unknown option*"],
  },
  {
    reason: "unknown keys are warned of",
    checks: ["errors: an unknown key*"],
  },
  {
    reason: "nothing may follow the end of config.json",
    checks: ["errors: config.json: garbage*"],
    peers: ["runc"],
  },
  {
    reason: "a missing interpreter is named",
    checks: ["errors: a missing interpreter*"],
  },
  {
    reason: "verbs of caisson's own, and suggestions",
    checks: ["verbs: validate*", "verbs: plan*", "flags: a verb that does not exist*", "flags: a flag that is nearly*"],
  },
  {
    reason: "runc does not heed SIGTERM while a hook runs",
    checks: ["create: a create that is asked to end*"],
    peers: ["runc"],
  },
  {
    reason: "runc does not remove a container whose state it cannot read",
    checks: ["create: a state directory that is damaged*"],
    peers: ["runc"],
  },
  {
    reason: "runc refuses a config.json without process at create; the spec wants it refused at start",
    checks: ["process: no process: *"],
    peers: ["runc"],
  },
  {
    reason: "runc refuses supplementary groups to rootless containers, mapped or not",
    checks: ["rootless: supplementary groups*"],
    peers: ["runc"],
  },
  {
    reason: "runc needs the container's /proc, whatever config.json says",
    checks: ["mounts: file systems: proc: without it*", "mounts: file systems: absent mounts*"],
    peers: ["runc"],
  },
  {
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
    reason: "fields that have no effect are warned of, and the record says the version of config.json",
    checks: ["fields without effect: *", "state: ociVersion and annotations of config.json"],
  },
  {
    reason: "runc's init needs write to give its listener away, and refuses profiles in which it is notified",
    checks: ["seccomp notify: write is notified*", "seccomp notify: as defaultAction*"],
    peers: ["runc"],
  },
  {
    reason: "what is wrong with the agent is named by its place in config.json, and the program does not run",
    checks: [
      "seccomp notify: an agent that is*",
      "seccomp notify: an agent that takes no connection*",
      "seccomp notify: a start that is killed*",
      "seccomp notify: config.json*",
    ],
  },
  {
    reason: "exec goes by what create saved, and reads no bundle again",
    checks: ["exec flags: the bundle is not needed any more", "faults exec: what create saved is damaged*"],
  },
  {
    reason:
      "the program waits until its seccomp agent has the listener; runc's does not, and nothing is there to be seen",
    checks: ["security exec: CVE-2016-9962*"],
    peers: ["runc"],
  },
  {
    reason: "runc needs the container's /proc, whatever config.json says",
    checks: ["security exec: a /proc and a /dev/pts*"],
    peers: ["runc"],
  },
  {
    reason: "an exec that fails says so by its status, and takes back what it told of the process",
    checks: ["exec flags: --pid-file: none is left*", "exec confinement: seccomp: a profile that kills*"],
  },
  {
    reason: "runc has its whole self in memory while it waits",
    checks: ["exec status: in the foreground a process of a few pages*"],
    peers: ["runc"],
  },
  {
    reason: "errors and warnings about a process file name the places in it, all at once",
    checks: ["exec --process: errors: *", "exec --process: warnings: *"],
  },
  {
    reason: "a container without a process, or without a mount namespace, can be executed in",
    checks: [
      "exec --process: a container without a process*",
      "exec namespaces: the root file system is the container's: with*",
    ],
  },
  {
    reason: "a process file that gives no limits gets the container's",
    checks: ["exec --process: what it leaves out*"],
  },
  {
    reason: "runc wants a terminal of its own to relay one",
    checks: ["exec terminal: --tty, where the caller has no terminal"],
    peers: ["runc"],
  },
  {
    reason: "runc cannot enter a user namespace and then a network that is not its own",
    checks: ["exec namespaces: a user namespace, and a network*"],
    peers: ["runc"],
  },
  {
    reason: "what a unit's name stands for stays the container's until it is deleted",
    checks: ["systemd leftovers: the unit of a container that has ended*"],
    peers: ["runc"],
  },
  {
    reason: "an ordinary user's systemd is asked without a session bus too, and the error names the variables",
    checks: ["systemd rootless: *"],
    peers: ["runc"],
  },
];
