/** The configurations that are measured: what `runc spec` writes, without a terminal; and what a daemon adds to it. */
import { seccompProfile } from "./profile.mjs";

const CAPABILITIES = ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"];

const MOUNTS = [
  { destination: "/proc", type: "proc", source: "proc" },
  {
    destination: "/dev",
    type: "tmpfs",
    source: "tmpfs",
    options: ["nosuid", "strictatime", "mode=755", "size=65536k"],
  },
  {
    destination: "/dev/pts",
    type: "devpts",
    source: "devpts",
    options: ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"],
  },
  {
    destination: "/dev/shm",
    type: "tmpfs",
    source: "shm",
    options: ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"],
  },
  { destination: "/dev/mqueue", type: "mqueue", source: "mqueue", options: ["nosuid", "noexec", "nodev"] },
  { destination: "/sys", type: "sysfs", source: "sysfs", options: ["nosuid", "noexec", "nodev", "ro"] },
  {
    destination: "/sys/fs/cgroup",
    type: "cgroup",
    source: "cgroup",
    options: ["nosuid", "noexec", "nodev", "relatime", "ro"],
  },
];

const MASKED = ["acpi", "asound", "kcore", "keys", "latency_stats", "timer_list", "timer_stats", "sched_debug", "scsi"];
const READONLY = ["bus", "fs", "irq", "sys", "sysrq-trigger"];

function process(args) {
  return {
    terminal: false,
    user: { uid: 0, gid: 0 },
    args,
    env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm"],
    cwd: "/",
    capabilities: { bounding: CAPABILITIES, effective: CAPABILITIES, permitted: CAPABILITIES, ambient: CAPABILITIES },
    rlimits: [{ type: "RLIMIT_NOFILE", hard: 1024, soft: 1024 }],
    noNewPrivileges: true,
  };
}

/** The default configuration, with `args` as the container's program. */
export function defaultConfig(args) {
  return {
    ociVersion: "1.0.2",
    process: process(args),
    root: { path: "rootfs", readonly: true },
    hostname: "bench",
    mounts: MOUNTS,
    linux: {
      resources: { devices: [{ allow: false, access: "rwm" }] },
      namespaces: ["pid", "network", "ipc", "uts", "mount"].map((type) => ({ type })),
      maskedPaths: ["/sys/firmware", ...MASKED.map((name) => `/proc/${name}`)],
      readonlyPaths: READONLY.map((name) => `/proc/${name}`),
    },
  };
}

/** The same with a seccomp profile, 256 MiB of memory and 100 processes. */
export function confinedConfig(args) {
  const config = defaultConfig(args);
  const resources = { ...config.linux.resources, memory: { limit: 256 * 1024 * 1024 }, pids: { limit: 100 } };
  return { ...config, linux: { ...config.linux, resources, seccomp: seccompProfile() } };
}
