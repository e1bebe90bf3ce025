/**
 * The closed list of files that fail by the suite's own fault. What stands here is excused even where a peer passes. It
 * grows only by what the text of the specification proves wrong, and what every runtime fails.
 */

/** @typedef {{ files: string[], points?: number[], reason: string }} OwnBug `points`: nothing else in the file is excused */

/** @type {OwnBug[]} */
export const OWN_BUGS = [
  {
    files: ["misc_props"],
    points: [1],
    reason: "its first container is to run /runtimetest, which the program does not put into the bundle",
  },
  {
    files: ["pidfile"],
    points: [1],
    reason:
      "it kills a container whose program is `true` and takes the error, that it has ended already, for a failure",
  },
  {
    files: ["delete_resources", "linux_cgroups_pids", "linux_cgroups_relative_pids"],
    points: [3],
    reason: "it compares two pointers to the pids limit, not what they point to",
  },
  {
    files: ["hooks"],
    reason: "it compares with strings that its own hooks do not write (`post-start1`; they write `post-start1 called`)",
  },
  {
    files: ["process_capabilities_fail"],
    reason:
      "it wants an error for an unknown capability; config.md, capabilities: what cannot be mapped to a kernel interface " +
      "MUST be logged as a warning",
  },
  {
    files: ["poststart_fail"],
    reason:
      "it wants a warning where a poststart hook fails; runtime.md, step 9: the runtime MUST generate an error and stop " +
      "the container",
  },
  {
    files: ["delete"],
    points: [2, 3],
    reason: "the container that is only created: delete removes it, as that of runc does",
  },
];

/** Why every runtime fails some others. It explains, and excuses nothing: a peer that passes makes it a failure of ours. */
export const EXPLAINED = [
  {
    files: ["start"],
    reason: "it has the last condition inverted: runtime.md, start: an error MUST be generated if process was not set",
  },
  {
    files: ["prestart"],
    reason: "it wants prestart hooks to run in start; runtime.md, steps 3 to 6: they run before start",
  },
  {
    files: ["process_rlimits"],
    reason: "runtimetest reads RLIMIT_NOFILE after Go's own start-up code has raised the soft limit",
  },
  {
    files: ["linux_ns_nopath", "linux_uid_mappings"],
    reason: "the bundle is a directory of mode 0700 of root's, which the container's mapped root cannot enter",
  },
  {
    files: ["linux_cgroups_memory", "linux_cgroups_relative_memory"],
    reason: "memory.kernel: Linux ignores memory.kmem.limit_in_bytes since 5.16; config-linux.md: NOT RECOMMENDED",
  },
];
