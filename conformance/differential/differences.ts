/**
 * Where we and runc decide differently, why, and which of the two is right by the text of the specification. An entry that
 * explains nothing fails the run.
 */
import { above, below, type Difference } from "../mutations/differences.ts";

export interface DecidedDifference extends Difference {
  /** `both`: the specification leaves it open, or the kernel decides. */
  readonly right: "we" | "runc" | "both";
}

type Entry = Omit<DecidedDifference, "we">;

const LISTS_OF_STRINGS = [
  "/process/args*",
  "/process/env*",
  "/process/capabilities/*",
  "/hooks/*/args*",
  "/hooks/*/env*",
  "/mounts/*/options*",
  "/linux/maskedPaths*",
  "/linux/readonlyPaths*",
  "/linux/personality/flags*",
  "/linux/seccomp/syscalls/*/names*",
];

const accepted: readonly Entry[] = [
  {
    fields: ["*"],
    kinds: ["number -0"],
    right: "both",
    reason: "to JSON -0 is 0; Go's decoder takes no sign for an unsigned field",
  },
  {
    fields: ["/linux/netDevices/*", "/linux/resources/unified/*", "/linux/resources/rdma/*"],
    kinds: ["null"],
    right: "both",
    reason: "null is as good as absent; to Go it is an empty member, which the host or its cgroups cannot have",
  },
  {
    fields: ["/process"],
    kinds: ["absent", "null"],
    right: "we",
    reason: "config.md: process is optional until start is called",
  },
  {
    fields: ["/process/capabilities/bounding", "/process/capabilities/bounding/*"],
    kinds: ["*"],
    right: "we",
    reason: "a set without a capability that others keep can be set up, in an order that runc does not use",
  },
  {
    fields: ["/hooks/poststart/*/path"],
    kinds: ["name *", "text *"],
    right: "we",
    reason: "runtime.md: poststart hooks are called by start, and runc calls them in create",
  },
  {
    fields: ["/mounts"],
    kinds: ["absent", "null", "empty list"],
    right: "we",
    reason: "config.md: mounts is optional; runc stumbles over the /dev of a rootfs that is no mount",
  },
  {
    fields: ["/mounts/*/options", "/mounts/*/options/*"],
    kinds: ["absent", "null", "empty list", "list with string", "name *", "text *"],
    right: "both",
    reason: "config.md wants the option bind; the type bind alone, as some callers write it, says it as well",
  },
  {
    fields: ["/linux/timeOffsets"],
    kinds: ["empty object"],
    right: "we",
    reason: "no clock is to be shifted; runc writes an empty line, which the kernel refuses",
  },
  {
    fields: ["/linux/resources/memory/limit"],
    kinds: ["number 65535", "number 65536", "number 1048576"],
    right: "both",
    reason: "the kernel refuses a limit below what is used, and runc's init, which is there already, uses more",
  },
  {
    fields: ["/linux/resources/cpu/shares"],
    kinds: ["number 1", ...above(262_144n)],
    right: "both",
    reason: "the kernel brings it into its range of 2 to 262144; runc reads it back and gives up",
  },
];

const refused: readonly Entry[] = [
  {
    fields: ["*"],
    kinds: ["text with NUL"],
    right: "we",
    reason: "the kernel would end the text there",
  },
  {
    fields: ["/ociVersion"],
    kinds: ["absent", "null", "name *", "text *"],
    right: "we",
    reason: "config.md: required, and MUST be in SemVer 2.0.0 format",
  },
  {
    fields: ["/annotations"],
    kinds: ["empty key"],
    right: "we",
    reason: "config.md: keys MUST NOT be an empty string",
  },
  {
    fields: LISTS_OF_STRINGS,
    kinds: ["null", "list with null"],
    right: "we",
    reason: "the schema: items are strings; to Go a null is an empty one",
  },
  {
    fields: [
      "/hooks/*",
      "/process/user/additionalGids*",
      "/linux/namespaces*",
      "/linux/devices*",
      "/linux/?idMappings*",
    ],
    kinds: ["null", "list with null", "list with object", "empty object"],
    right: "we",
    reason: "the schema: items have a type and required members; to Go a null or nothing is a zero value",
  },
  {
    fields: ["/hooks/*/path"],
    kinds: ["absent", "null", "text *", "name *"],
    right: "we",
    reason: "config.md: the path of a hook MUST be absolute; runc looks when it comes to call it",
  },
  {
    fields: ["/hooks/*/timeout"],
    kinds: ["number -0", ...below(1n), ...above(2n ** 53n)],
    right: "we",
    reason: "config.md: timeout MUST be greater than zero",
  },
  {
    fields: ["/process/consoleSize", "/process/consoleSize/*"],
    kinds: ["absent", "null", "empty object", "unknown key", ...above(65_535n)],
    right: "we",
    reason: "the schema: height and width are required; the kernel has 16 bits for each",
  },
  {
    fields: [
      "/process/rlimits/*/*",
      "/linux/?idMappings/*/*",
      "/linux/resources/devices/*/allow",
      "/process/ioPriority/priority",
    ],
    kinds: ["absent", "null"],
    right: "we",
    reason: "config.md, config-linux.md: required; runc takes 0 or false for it",
  },
  {
    fields: ["/process/rlimits"],
    kinds: ["list with item twice"],
    right: "we",
    reason: "config.md: a type that is repeated MUST be an error",
  },
  {
    fields: ["/process/user/umask"],
    kinds: above(511n),
    right: "both",
    reason: "umask(2) uses the bits 0777, and drops the rest",
  },
  {
    fields: ["/linux/cgroupsPath"],
    kinds: ["text ../x"],
    right: "both",
    reason: "would lead into somebody else's cgroup; runc drops the dots",
  },
  {
    fields: ["/linux/devices/*/major", "/linux/devices/*/minor"],
    kinds: ["absent", "null", ...below(0n), ...above(4095n)],
    right: "we",
    reason:
      "config-linux.md: required unless type is p; the kernel has 12 and 20 bits, and mknod(2) would cut the rest",
  },
  {
    fields: ["/linux/devices/*/path"],
    kinds: ["absent", "null", "text *"],
    right: "we",
    reason: "config-linux.md: the full path inside the container",
  },
  {
    fields: ["/linux/devices/*/uid", "/linux/devices/*/gid"],
    kinds: ["number 4294967295"],
    right: "both",
    reason: "4294967295 is -1 to the kernel, which leaves the owner as it is",
  },
  {
    fields: ["/linux/maskedPaths", "/linux/maskedPaths/*", "/linux/readonlyPaths", "/linux/readonlyPaths/*"],
    kinds: ["list with string", "text *"],
    right: "we",
    reason: "config-linux.md: the values MUST be absolute paths",
  },
  {
    fields: ["/mounts/*/source"],
    kinds: ["absent", "null", "text empty"],
    right: "both",
    reason: "a bind mount without a source; runc binds the bundle",
  },
  {
    fields: ["/linux/resources/devices/*/access"],
    kinds: ["name *", "text *"],
    right: "we",
    reason: "config-linux.md: composed of r, w and m; runc leaves other letters out",
  },
  {
    fields: ["/linux/seccomp/defaultErrnoRet"],
    kinds: above(-1n),
    right: "we",
    reason: "config-linux.md: a defaultErrnoRet for an action that does not support one MUST be an error",
  },
  {
    fields: ["/linux/seccomp/syscalls/*/errnoRet"],
    kinds: above(65_535n),
    right: "both",
    reason: "SECCOMP_RET_DATA has 16 bits; runc drops the rest",
  },
  {
    fields: ["/linux/seccomp/listenerMetadata"],
    kinds: ["name *", "text *"],
    right: "we",
    reason: "config-linux.md: MUST NOT be set without listenerPath",
  },
  {
    fields: ["/linux/seccomp/syscalls/*/action"],
    kinds: ["name *"],
    right: "we",
    reason: "config-linux.md: an errnoRet for an action that does not support one MUST be an error",
  },
  {
    fields: ["/linux/seccomp/syscalls/*/names", "/linux/seccomp/syscalls/*/names/*"],
    kinds: ["absent", "empty list"],
    right: "we",
    reason: "config-linux.md: names MUST contain at least one entry",
  },
  {
    fields: [
      "/linux/seccomp/syscalls/*/args/*/*",
      "/linux/seccomp/syscalls/*/names",
      "/linux/seccomp/syscalls/*/action",
    ],
    kinds: ["absent", "null"],
    right: "we",
    reason: "config-linux.md: index, value and op are required; runc takes 0 for them",
  },
];

export const DIFFERENCES: readonly DecidedDifference[] = [
  ...accepted.map((entry) => ({ ...entry, we: "accept" as const })),
  ...refused.map((entry) => ({ ...entry, we: "refuse" as const })),
];
