/**
 * One right value for every field of runtime-spec 1.3 (Linux). The parts stand alone, so that a check can put one of them
 * into a config that is small otherwise.
 */
import { withValue } from "./json.ts";

export interface Sample {
  readonly at: string;
  readonly value: unknown;
  /** What the value cannot be without. */
  readonly with?: Readonly<Record<string, unknown>>;
}

const hook = { path: "/bin/true", args: ["true"], env: ["A=b"], timeout: 5 };
const mapping = { containerID: 0, hostID: 100_000, size: 65_536 };
const throttle = { major: 1, minor: 0, rate: 1_048_576 };

/** A container of which little is made, and quickly. */
export function minimal(): Record<string, unknown> {
  return {
    ociVersion: "1.2.0",
    root: { path: "rootfs" },
    process: { user: { uid: 0, gid: 0 }, args: ["/probe", "sleep"], env: ["PATH=/"], cwd: "/" },
    mounts: [
      { destination: "/proc", type: "proc", source: "proc" },
      { destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["nosuid", "mode=755", "size=64k"] },
    ],
    linux: { namespaces: ["pid", "ipc", "uts", "mount"].map((type) => ({ type })) },
  };
}

/** Of a kind of namespace: the list of all that a container has then. */
function namespaces(...more: readonly string[]): Record<string, unknown> {
  return { "/linux/namespaces": ["pid", "ipc", "uts", "mount", ...more].map((type) => ({ type })) };
}

const WITH_USERS = {
  ...namespaces("user"),
  "/linux/uidMappings": [mapping],
  "/linux/gidMappings": [mapping],
};

/** The first whose place a field lies in is the one that it is tried in. */
export const SAMPLES: readonly Sample[] = [
  { at: "/ociVersion", value: "1.3.0" },
  { at: "/root", value: { path: "rootfs", readonly: true } },
  { at: "/hostname", value: "box" },
  { at: "/domainname", value: "example" },
  { at: "/annotations", value: { "org.example.key": "value" } },
  { at: "/process/terminal", value: false },
  { at: "/process/consoleSize", value: { height: 24, width: 80 } },
  { at: "/process/user", value: { uid: 0, gid: 0, umask: 18, additionalGids: [5], username: "root" } },
  { at: "/process/args", value: ["/probe", "sleep"] },
  { at: "/process/commandLine", value: "probe" },
  { at: "/process/env", value: ["PATH=/"] },
  { at: "/process/cwd", value: "/" },
  {
    at: "/process/capabilities",
    value: Object.fromEntries(
      ["bounding", "effective", "inheritable", "permitted", "ambient"].map((set) => [set, ["CAP_KILL"]]),
    ),
  },
  { at: "/process/rlimits", value: [{ type: "RLIMIT_CORE", hard: 4096, soft: 4096 }] },
  { at: "/process/noNewPrivileges", value: true },
  { at: "/process/oomScoreAdj", value: 100 },
  { at: "/process/apparmorProfile", value: "profile" },
  { at: "/process/selinuxLabel", value: "system_u:system_r:container_t:s0" },
  {
    at: "/process/scheduler",
    value: {
      policy: "SCHED_OTHER",
      nice: 1,
      priority: 0,
      flags: ["SCHED_FLAG_RESET_ON_FORK"],
      runtime: 0,
      deadline: 0,
      period: 0,
    },
  },
  { at: "/process/ioPriority", value: { class: "IOPRIO_CLASS_BE", priority: 4 } },
  { at: "/process/execCPUAffinity", value: { initial: "0-1", final: "0" } },
  { at: "/process", value: minimal().process },
  {
    at: "/mounts",
    value: [
      {
        destination: "/data",
        type: "bind",
        source: "data",
        options: ["bind"],
        uidMappings: [mapping],
        gidMappings: [mapping],
      },
      ...(minimal().mounts as unknown[]),
    ],
  },
  ...["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"].map(
    (event): Sample => ({ at: `/hooks/${event}`, value: [hook] }),
  ),
  { at: "/hooks", value: { poststop: [hook] } },
  { at: "/linux/namespaces", value: [{ type: "network", path: "" }, ...(minimalNamespaces() as object[])] },
  { at: "/linux/uidMappings", value: [mapping], with: WITH_USERS },
  { at: "/linux/gidMappings", value: [mapping], with: WITH_USERS },
  {
    at: "/linux/devices",
    value: [{ type: "c", path: "/dev/sample", major: 1, minor: 3, fileMode: 438, uid: 0, gid: 0 }],
  },
  { at: "/linux/cgroupsPath", value: "/sample" },
  {
    at: "/linux/resources/devices",
    value: [{ allow: true, type: "c", major: 1, minor: 3, access: "rwm" }],
  },
  {
    at: "/linux/resources/memory",
    value: {
      limit: 67_108_864,
      reservation: 33_554_432,
      swap: 134_217_728,
      kernel: 0,
      kernelTCP: 0,
      swappiness: 60,
      disableOOMKiller: false,
      useHierarchy: true,
      checkBeforeUpdate: true,
    },
  },
  {
    at: "/linux/resources/cpu",
    value: {
      shares: 512,
      quota: 50_000,
      burst: 0,
      period: 100_000,
      realtimeRuntime: 0,
      realtimePeriod: 0,
      cpus: "0",
      mems: "0",
      idle: 0,
    },
  },
  { at: "/linux/resources/pids", value: { limit: 64 } },
  {
    at: "/linux/resources/blockIO",
    value: {
      weight: 0,
      leafWeight: 0,
      weightDevice: [{ major: 1, minor: 0, weight: 0, leafWeight: 0 }],
      throttleReadBpsDevice: [throttle],
      throttleWriteBpsDevice: [throttle],
      throttleReadIOPSDevice: [throttle],
      throttleWriteIOPSDevice: [throttle],
    },
  },
  { at: "/linux/resources/hugepageLimits", value: [{ pageSize: "2MB", limit: 2_097_152 }] },
  { at: "/linux/resources/network", value: { classID: 1_048_577, priorities: [{ name: "lo", priority: 1 }] } },
  { at: "/linux/resources/rdma", value: { mlx5_1: { hcaHandles: 3, hcaObjects: 10_000 } } },
  { at: "/linux/resources/unified", value: { "hugetlb.2MB.max": "4194304" } },
  { at: "/linux/resources", value: { pids: { limit: 64 } } },
  { at: "/linux/sysctl", value: { "net.ipv4.ip_forward": "1" }, with: namespaces("network") },
  {
    at: "/linux/seccomp",
    value: {
      defaultAction: "SCMP_ACT_ALLOW",
      architectures: ["SCMP_ARCH_X86_64"],
      flags: ["SECCOMP_FILTER_FLAG_LOG"],
      listenerPath: "",
      listenerMetadata: "",
      syscalls: [
        {
          names: ["personality"],
          action: "SCMP_ACT_ERRNO",
          errnoRet: 1,
          args: [{ index: 0, value: 8, valueTwo: 8, op: "SCMP_CMP_MASKED_EQ" }],
        },
      ],
    },
  },
  { at: "/linux/rootfsPropagation", value: "private" },
  { at: "/linux/maskedPaths", value: ["/proc/kcore"] },
  { at: "/linux/readonlyPaths", value: ["/proc/sys"] },
  { at: "/linux/mountLabel", value: "system_u:object_r:container_file_t:s0" },
  {
    at: "/linux/timeOffsets",
    value: { monotonic: { secs: 5, nanosecs: 1 }, boottime: { secs: 5, nanosecs: 1 } },
    with: namespaces("time"),
  },
  { at: "/linux/personality", value: { domain: "LINUX", flags: ["NONE"] } },
  {
    at: "/linux/intelRdt",
    value: {
      closID: "guaranteed",
      schemata: ["L3:0=f"],
      l3CacheSchema: "L3:0=f",
      memBwSchema: "MB:0=50",
      enableMonitoring: true,
    },
  },
  { at: "/linux/netDevices", value: { eth0: { name: "box0" } }, with: namespaces("network") },
  { at: "/linux/memoryPolicy", value: { mode: "MPOL_BIND", nodes: "0", flags: ["MPOL_F_STATIC_NODES"] } },
  { at: "/linux", value: minimal().linux },
];

function minimalNamespaces(): unknown {
  return (minimal().linux as { namespaces: unknown }).namespaces;
}

/** Every field at once. */
export function complete(): unknown {
  let config: unknown = minimal();
  for (const sample of [...SAMPLES].reverse()) config = withValue(config, sample.at, sample.value);
  config = withValue(config, "/linux/namespaces", [
    { type: "network", path: "" },
    ...["pid", "ipc", "uts", "mount", "user", "cgroup", "time"].map((type) => ({ type })),
  ]);
  // alone it would forbid every call that set-up makes after it
  config = withValue(config, "/linux/seccomp/defaultAction", "SCMP_ACT_ERRNO");
  return withValue(config, "/linux/seccomp/defaultErrnoRet", 38);
}

/** The small config with the sample that the field lies in, and what that needs. */
export function aroundField(pointer: string): unknown {
  const sample = SAMPLES.find(({ at }) => pointer === at || pointer.startsWith(`${at}/`));
  if (sample === undefined) return minimal();
  const parts = [...Object.entries(sample.with ?? {}), [sample.at, sample.value] as const];
  return parts.reduce((config: unknown, [at, value]) => withValue(config, at, value), minimal());
}
