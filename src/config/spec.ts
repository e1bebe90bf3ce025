/** config.json as runtime-spec 1.3 has it (Linux), after validation: the fields that this version supports. */

/** The runtime-spec that this version speaks. */
export const SPEC_VERSION = "1.3.0";

export interface Spec {
  ociVersion: string;
  root?: Root;
  process?: Process;
  hostname?: string;
  domainname?: string;
  mounts?: Mount[];
  hooks?: Hooks;
  annotations?: Record<string, string>;
  linux?: Linux;
}

export interface Root {
  path: string;
  readonly?: boolean;
}

export interface Process {
  terminal?: boolean;
  consoleSize?: { height: number; width: number };
  user?: { uid: number; gid: number; umask?: number; additionalGids?: number[]; username?: string };
  args?: string[];
  env?: string[];
  cwd: string;
  capabilities?: Partial<Record<CapabilitySet, string[]>>;
  rlimits?: { type: string; hard: number | bigint; soft: number | bigint }[];
  noNewPrivileges?: boolean;
  oomScoreAdj?: number;
  apparmorProfile?: string;
  selinuxLabel?: string;
  scheduler?: Scheduler;
  ioPriority?: { class: string; priority: number };
  /** For exec alone. */
  execCPUAffinity?: { initial?: string; final?: string };
}

/** Times are nanoseconds. */
export interface Scheduler {
  policy: string;
  nice?: number;
  priority?: number;
  flags?: string[];
  runtime?: Int;
  deadline?: Int;
  period?: Int;
}

export type CapabilitySet = "bounding" | "effective" | "inheritable" | "permitted" | "ambient";

export interface Mount {
  destination: string;
  type?: string;
  source?: string;
  options?: string[];
  uidMappings?: IdMappingSpec[];
  gidMappings?: IdMappingSpec[];
}

export interface Hook {
  path: string;
  args?: string[];
  env?: string[];
  timeout?: number;
}

export type Hooks = Partial<
  Record<"prestart" | "createRuntime" | "createContainer" | "startContainer" | "poststart" | "poststop", Hook[]>
>;

export interface IdMappingSpec {
  containerID: number;
  hostID: number;
  size: number;
}

export interface Linux {
  namespaces?: { type: string; path?: string }[];
  uidMappings?: IdMappingSpec[];
  gidMappings?: IdMappingSpec[];
  devices?: {
    type: string;
    path: string;
    major?: number;
    minor?: number;
    fileMode?: number;
    uid?: number;
    gid?: number;
  }[];
  cgroupsPath?: string;
  resources?: Resources;
  sysctl?: Record<string, string>;
  seccomp?: Seccomp;
  netDevices?: Record<string, { name?: string }>;
  intelRdt?: {
    closID?: string;
    schemata?: string[];
    l3CacheSchema?: string;
    memBwSchema?: string;
    enableMonitoring?: boolean;
  };
  mountLabel?: string;
  rootfsPropagation?: string;
  maskedPaths?: string[];
  readonlyPaths?: string[];
  timeOffsets?: Record<string, { secs?: Int; nanosecs?: number }>;
  personality?: { domain: string; flags?: string[] };
  memoryPolicy?: { mode: string; nodes?: string; flags?: string[] };
}

/** Integers are bigint where config.json has more digits than a double holds. */
export type Int = number | bigint;

export interface Resources {
  devices?: { allow: boolean; type?: string; major?: Int; minor?: Int; access?: string }[];
  memory?: {
    limit?: Int;
    reservation?: Int;
    swap?: Int;
    kernel?: Int;
    kernelTCP?: Int;
    swappiness?: Int;
    disableOOMKiller?: boolean;
    useHierarchy?: boolean;
    checkBeforeUpdate?: boolean;
  };
  cpu?: {
    shares?: Int;
    quota?: Int;
    burst?: Int;
    period?: Int;
    realtimeRuntime?: Int;
    realtimePeriod?: Int;
    cpus?: string;
    mems?: string;
    idle?: Int;
  };
  pids?: { limit?: Int };
  blockIO?: {
    weight?: number;
    leafWeight?: number;
    weightDevice?: { major: Int; minor: Int; weight?: number; leafWeight?: number }[];
    throttleReadBpsDevice?: Throttle[];
    throttleWriteBpsDevice?: Throttle[];
    throttleReadIOPSDevice?: Throttle[];
    throttleWriteIOPSDevice?: Throttle[];
  };
  hugepageLimits?: { pageSize: string; limit: Int }[];
  network?: { classID?: number; priorities?: { name: string; priority: number }[] };
  rdma?: Record<string, { hcaHandles?: number; hcaObjects?: number }>;
  unified?: Record<string, string>;
}

export interface Throttle {
  major: Int;
  minor: Int;
  rate: Int;
}

export interface Seccomp {
  defaultAction: string;
  defaultErrnoRet?: number;
  architectures?: string[];
  flags?: string[];
  listenerPath?: string;
  listenerMetadata?: string;
  syscalls?: {
    names: string[];
    action: string;
    errnoRet?: number;
    args?: { index: number; value: Int; valueTwo?: Int; op: string }[];
  }[];
}
