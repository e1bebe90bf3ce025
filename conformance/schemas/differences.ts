/**
 * Where our verdict differs from the one of the specification's schemas, and why. An entry that explains nothing fails the
 * check.
 */
import { above, below, type Difference } from "../mutations/differences.ts";

const accepted: readonly Omit<Difference, "we">[] = [
  {
    fields: ["*"],
    kinds: ["null"],
    reason: "Go programs write null for fields that they have no value for; it is taken for absent",
  },
  {
    fields: ["/linux/devices/*/fileMode"],
    kinds: above(511n),
    reason: "callers write the bits of the file's type too; they are left out, as by runc and crun",
  },
  {
    fields: ["/linux/resources/pids", "/linux/resources/pids/limit"],
    kinds: ["empty object", "absent"],
    reason:
      "without a limit it asks for nothing, and config-linux.md lets it be absent since 1.3 (a pointer in the Go types)",
  },
  {
    fields: ["/linux/seccomp"],
    kinds: ["empty object"],
    reason: "without a default action and without rules there is no filter, as with runc and crun",
  },
  {
    fields: ["/linux/rootfsPropagation", "/linux/intelRdt/memBwSchema"],
    kinds: ["text empty"],
    reason: "Go programs may write an empty string for no value",
  },
];

/** How numbers are read, and how large they may be in the kernel. */
const numbers: readonly Omit<Difference, "we">[] = [
  {
    fields: ["*"],
    kinds: ["number 1.0", "number 1e1"],
    reason: "an integer is written with digits alone, as Go's decoder wants it; to JSON schema 1.0 is one too",
  },
  {
    fields: ["*"],
    kinds: ["number -9223372036854775809", "number 9223372036854775808", "number 18446744073709551616"],
    reason: "out of range when read exactly; a double rounds it onto the border of the range",
  },
  {
    fields: ["/process/oomScoreAdj"],
    kinds: [...above(1000n), ...below(-1000n)],
    reason: "proc(5): oom_score_adj is -1000 to 1000",
  },
  { fields: ["/process/user/umask"], kinds: above(511n), reason: "umask(2) uses the bits 0777" },
  {
    fields: [
      "/process/user/?id",
      "/process/user/additionalGids/*",
      "/linux/devices/*/?id",
      "/linux/?idMappings/*ID",
      "/mounts/*/?idMappings/*ID",
    ],
    kinds: ["number 4294967295"],
    reason: "4294967295 is -1 to the kernel, which means no id",
  },
  {
    fields: ["/linux/devices/*/major", "/linux/resources/blockIO/*/major"],
    kinds: [...below(0n), ...above(4095n)],
    reason: "12 bits in the kernel (MAJOR of linux/kdev_t.h); makedev would cut it",
  },
  {
    fields: ["/linux/devices/*/minor", "/linux/resources/blockIO/*/minor"],
    kinds: [...below(0n), ...above(1_048_575n)],
    reason: "20 bits in the kernel (MINOR of linux/kdev_t.h); makedev would cut it",
  },
  {
    fields: ["/process/consoleSize/height", "/process/consoleSize/width"],
    kinds: above(65_535n),
    reason: "struct winsize of ioctl_tty(2) has 16 bits for each",
  },
  { fields: ["/hooks/*/timeout"], kinds: above(2n ** 53n), reason: "longer than any machine lives" },
  {
    fields: ["/linux/resources/memory/swappiness"],
    kinds: above(100n),
    reason: "config-linux.md: 0 to 100",
  },
  {
    fields: ["/linux/seccomp/defaultErrnoRet", "/linux/seccomp/syscalls/*/errnoRet"],
    kinds: above(65_535n),
    reason: "SECCOMP_RET_DATA has 16 bits",
  },
  {
    fields: ["/linux/seccomp/syscalls/*/args/*/index"],
    kinds: above(5n),
    reason: "a system call has six arguments",
  },
  {
    fields: ["/linux/resources/memory/limit", "/linux/resources/memory/reservation", "/linux/resources/memory/swap"],
    kinds: below(-1n),
    reason: "config-linux.md: -1 is no limit, and no other negative number means anything",
  },
  {
    fields: ["/linux/resources/memory/limit"],
    kinds: above(134_217_728n),
    reason: "swap counts memory and swap together, and so must not be below the limit",
  },
  {
    fields: ["/linux/resources/memory/swap"],
    kinds: ["number 1", "number 19", "number 1*", "number 5*", "number 4095", "number 4096", "number 6*"],
    reason: "swap counts memory and swap together, and so must not be below the limit",
  },
  {
    fields: ["/process/rlimits/*/soft", "/process/rlimits/*/hard"],
    kinds: ["number *"],
    reason: "setrlimit(2): the soft limit must not be above the hard one",
  },
  {
    fields: ["/linux/?idMappings/*"],
    kinds: ["number *"],
    reason: "user_namespaces(7): a range is not empty and ends with the last id; id 0 and the process's ids are mapped",
  },
  {
    fields: ["/mounts/*/?idMappings/*"],
    kinds: ["number *"],
    reason: "user_namespaces(7): a range is not empty and ends with the last id",
  },
  {
    fields: ["/process/user/*"],
    kinds: above(65_535n),
    reason: "an id that the user namespace does not map cannot be taken on",
  },
];

/** config.md "scheduler", "ioPriority": sched_setattr(2) and ioprio_set(2). */
const scheduling: readonly Omit<Difference, "we">[] = [
  {
    fields: ["/process/scheduler/nice"],
    kinds: [...below(-20n), ...above(19n)],
    reason: "a nice value is -20 to 19; the kernel would clamp it without a word",
  },
  {
    fields: ["/process/scheduler/priority"],
    kinds: [...below(0n), ...above(0n)],
    reason: "a priority is for SCHED_FIFO and SCHED_RR, as with runc",
  },
  {
    fields: ["/process/scheduler/runtime", "/process/scheduler/deadline", "/process/scheduler/period"],
    kinds: above(0n),
    reason: "a time is for SCHED_DEADLINE, as with runc",
  },
  {
    fields: ["/process/scheduler/policy"],
    kinds: ["name SCHED_FIFO", "name SCHED_RR", "name SCHED_DEADLINE"],
    reason: "real time wants a priority of 1 to 99, a deadline a runtime and no startContainer hooks",
  },
  {
    fields: ["/process/ioPriority/priority"],
    kinds: [...below(0n), ...above(7n)],
    reason: "config.md: an integer from 0 to 7",
  },
  { fields: ["/process/ioPriority/priority"], kinds: ["absent"], reason: "config.md: it is required" },
];

/** config-linux.md "Memory policy", "Personality", "Namespaces": what they name must be there, or must be something. */
const surroundings: readonly Omit<Difference, "we">[] = [
  {
    fields: ["/process/execCPUAffinity/initial", "/process/execCPUAffinity/final"],
    kinds: ["text blank"],
    reason: "a list of processors that names none, as with runc",
  },
  {
    fields: ["/linux/memoryPolicy", "/linux/memoryPolicy/mode", "/linux/personality", "/linux/personality/domain"],
    kinds: ["absent", "empty object"],
    reason: "config-linux.md: mode and domain are required",
  },
  {
    fields: ["/linux/memoryPolicy/mode"],
    kinds: ["name MPOL_DEFAULT", "name MPOL_LOCAL"],
    reason: "config-linux.md: these modes require that there are no nodes",
  },
  {
    fields: ["/linux/memoryPolicy/nodes"],
    kinds: ["absent", "name *", "text *"],
    reason: "config-linux.md: a list of numbers and ranges, and some modes require a node",
  },
  {
    fields: ["/linux/timeOffsets"],
    kinds: ["unknown key"],
    reason: "time_namespaces(7): no other clock has an offset",
  },
  {
    fields: ["/linux/timeOffsets/*/nanosecs"],
    kinds: above(999_999_999n),
    reason: "a second has no more; the kernel refuses it",
  },
];

/** What the text of the specification asks for, beyond its schemas. */
const text: readonly Omit<Difference, "we">[] = [
  { fields: ["/root"], kinds: ["absent"], reason: "config.md: on Linux root is required" },
  { fields: ["/ociVersion"], kinds: ["name *", "text *"], reason: "config.md: it MUST be in SemVer 2.0.0 format" },
  { fields: ["/annotations"], kinds: ["empty key"], reason: "config.md: keys MUST NOT be an empty string" },
  {
    fields: ["/process/cwd", "/hooks/*/path", "/linux/devices/*/path", "/linux/namespaces/*/path"],
    kinds: ["name *", "text *"],
    reason: "config.md, config-linux.md: it MUST be an absolute path",
  },
  {
    fields: ["/linux/maskedPaths", "/linux/maskedPaths/*", "/linux/readonlyPaths", "/linux/readonlyPaths/*"],
    kinds: ["list with string", "text *"],
    reason: "config-linux.md: the values MUST be absolute paths",
  },
  { fields: ["/root/path", "/mounts/*/destination"], kinds: ["text empty"], reason: "an empty path leads nowhere" },
  { fields: ["/mounts/*/source"], kinds: ["absent", "text empty"], reason: "a bind mount has something to bind" },
  {
    fields: ["/mounts/*/?idMappings", "/mounts/*/?idMappings/*"],
    kinds: ["absent", "empty list", "list with item twice"],
    reason: "config.md: mappings of users and of groups come together; ranges do not overlap",
  },
  {
    fields: ["/process/args", "/process/args/*"],
    kinds: ["absent", "empty list", "text empty"],
    reason: "config.md: args is required where the container is started, and a program has a name",
  },
  {
    fields: ["/process/env", "/process/env/*"],
    kinds: ["list with string", "text *"],
    reason: "config.md: the semantics of environ, where a variable is NAME=value",
  },
  { fields: ["/process/rlimits"], kinds: ["list with item twice"], reason: "config.md: a type MUST NOT be repeated" },
  {
    fields: ["/process/rlimits/*/type"],
    kinds: ["name RLIMIT_COREX"],
    reason: "config.md: values that cannot be mapped MUST be an error; the schema only knows how they look",
  },
  {
    fields: ["/process/capabilities/permitted", "/process/capabilities/permitted/*"],
    kinds: ["absent", "empty list", "list with string", "name *", "text *"],
    reason: "capset(2): what is effective must be permitted",
  },
  {
    fields: ["/linux", "/linux/namespaces", "/linux/namespaces/*", "/linux/namespaces/*/type"],
    kinds: ["absent", "empty object", "empty list", "list with item twice", "name *"],
    reason:
      "config-linux.md: a type MUST NOT be repeated; and what belongs to a namespace (hostname, sysctl, id mappings) needs one",
  },
  {
    fields: ["/linux/?idMappings", "/linux/?idMappings/*"],
    kinds: ["absent", "empty list", "list with item twice"],
    reason: "user_namespaces(7): a new user namespace needs mappings, and they must not overlap",
  },
  {
    fields: ["/linux/devices/*/major", "/linux/devices/*/minor"],
    kinds: ["absent"],
    reason: "config-linux.md: required unless type is p",
  },
  {
    fields: ["/linux/resources/devices/*/major", "/linux/resources/devices/*/minor"],
    kinds: [...below(-1n), ...above(4_294_967_294n)],
    reason:
      "cgroup-v1/devices.rst: 32 bits, of which the largest number is any device; -1 is the spec's way to say that",
  },
  {
    fields: ["/linux/resources/blockIO/throttle*/rate"],
    kinds: ["absent"],
    reason: "config-linux.md: rate is required",
  },
  {
    fields: ["/linux/resources/unified", "/linux/resources/unified/*"],
    kinds: ["empty key", "text empty", "text blank"],
    reason: "no cgroup file has an empty name or takes an empty value",
  },
  {
    fields: ["/linux/resources/rdma", "/linux/resources/rdma/*"],
    kinds: ["empty key", "empty object"],
    reason: "config-linux.md: at least one of hcaHandles and hcaObjects, of a device that has a name",
  },
  {
    fields: ["/linux/netDevices", "/linux/netDevices/*/name", "/linux/resources/network/priorities/*/name"],
    kinds: ["empty key", "text *"],
    reason: "config-linux.md: a name that the kernel takes (dev_valid_name)",
  },
  {
    fields: ["/linux/seccomp/listenerMetadata"],
    kinds: ["name *", "text *"],
    reason: "config-linux.md: MUST NOT be set without listenerPath",
  },
  {
    fields: ["/linux/seccomp/syscalls/*/names/*"],
    kinds: ["text empty"],
    reason: "no system call has an empty name",
  },
  {
    fields: ["/linux/resources/devices/*/type"],
    kinds: ["name *", "text *"],
    reason: "config-linux.md: a, c or b",
  },
  {
    fields: ["/linux/resources/devices/*/access"],
    kinds: ["absent", "name *", "text *"],
    reason: "config-linux.md: a composition of r, w and m; without any a rule says nothing",
  },
  {
    fields: ["/linux/resources/cpu/cpus", "/linux/resources/cpu/mems"],
    kinds: ["name *", "text *"],
    reason: "cpuset(7): numbers and ranges with commas between",
  },
  {
    fields: ["/linux/intelRdt/closID"],
    kinds: ["text /x", "text ../x"],
    reason: "config-linux.md: the name of a directory; a path would lead out of resctrl",
  },
  { fields: ["/linux/cgroupsPath"], kinds: ["text ../x"], reason: "would lead into somebody else's cgroup" },
  { fields: ["/linux/sysctl"], kinds: ["empty key"], reason: "no sysctl has this name" },
  { fields: ["/hostname", "/domainname"], kinds: ["text long"], reason: "sethostname(2): 64 bytes at most" },
  {
    fields: ["/linux/seccomp/defaultAction", "/linux/seccomp/syscalls/*/action"],
    kinds: ["name *"],
    reason: "config-linux.md: an errnoRet for an action that does not support one MUST be an error",
  },
  {
    fields: ["/linux/seccomp/flags/*"],
    kinds: ["name SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"],
    reason: "seccomp(2): it changes how notifications wait, and without them the kernel refuses it",
  },
  { fields: ["*"], kinds: ["text with NUL"], reason: "the kernel would end the text there" },
];

export const DIFFERENCES: readonly Difference[] = [
  ...accepted.map((difference) => ({ ...difference, we: "accept" as const })),
  ...[...numbers, ...scheduling, ...surroundings, ...text].map((difference) => ({
    ...difference,
    we: "refuse" as const,
  })),
];
