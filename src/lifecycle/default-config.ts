/**
 * The config.json that `caisson spec` writes: a shell in fresh namespaces, with the three capabilities, the masks and
 * the limits that the field's runtimes begin with.
 */
import { type Linux, type Mount, SPEC_VERSION, type Spec } from "../config/spec.ts";

const CAPABILITIES = ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"];

const MASKED = [
  "/proc/acpi",
  "/proc/asound",
  "/proc/kcore",
  "/proc/keys",
  "/proc/latency_stats",
  "/proc/timer_list",
  "/proc/timer_stats",
  "/proc/sched_debug",
  "/sys/firmware",
  "/proc/scsi",
];
const READONLY = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

const NO_PROGRAMS = ["nosuid", "noexec", "nodev"];

function mount(destination: string, type: string, source: string, options?: string[]): Mount {
  return { destination, type, source, ...(options === undefined ? {} : { options }) };
}

function mounts({ rootless }: { rootless: boolean }): Mount[] {
  // without privilege gid 5 (tty) is not mapped, and sysfs cannot be mounted without a network namespace of one's own
  const ttyGroup = rootless ? [] : ["gid=5"];
  const pts = ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", ...ttyGroup];
  return [
    mount("/proc", "proc", "proc"),
    mount("/dev", "tmpfs", "tmpfs", ["nosuid", "strictatime", "mode=755", "size=65536k"]),
    mount("/dev/pts", "devpts", "devpts", pts),
    mount("/dev/shm", "tmpfs", "shm", [...NO_PROGRAMS, "mode=1777", "size=65536k"]),
    mount("/dev/mqueue", "mqueue", "mqueue", [...NO_PROGRAMS]),
    rootless
      ? mount("/sys", "none", "/sys", ["rbind", ...NO_PROGRAMS, "ro"])
      : mount("/sys", "sysfs", "sysfs", [...NO_PROGRAMS, "ro"]),
    mount("/sys/fs/cgroup", "cgroup", "cgroup", [...NO_PROGRAMS, "relatime", "ro"]),
  ];
}

/** Only the caller's own ids can be mapped without subordinate ones. */
function rootlessLinux(owner: { uid: number; gid: number }): Linux {
  return {
    uidMappings: [{ containerID: 0, hostID: owner.uid, size: 1 }],
    gidMappings: [{ containerID: 0, hostID: owner.gid, size: 1 }],
    namespaces: ["pid", "ipc", "uts", "mount", "cgroup", "user"].map((type) => ({ type })),
    maskedPaths: MASKED,
    readonlyPaths: READONLY,
  };
}

function rootLinux(): Linux {
  return {
    resources: { devices: [{ allow: false, access: "rwm" }] },
    namespaces: ["pid", "network", "ipc", "uts", "mount", "cgroup"].map((type) => ({ type })),
    maskedPaths: MASKED,
    readonlyPaths: READONLY,
  };
}

/** `rootless` is who the container's root is on the host; undefined makes the one for root. */
export function defaultConfig(rootless: { uid: number; gid: number } | undefined): Spec {
  return {
    ociVersion: SPEC_VERSION,
    process: {
      terminal: true,
      user: { uid: 0, gid: 0 },
      args: ["sh"],
      env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm"],
      cwd: "/",
      capabilities: { bounding: CAPABILITIES, effective: CAPABILITIES, permitted: CAPABILITIES },
      rlimits: [{ type: "RLIMIT_NOFILE", hard: 1024, soft: 1024 }],
      noNewPrivileges: true,
    },
    root: { path: "rootfs", readonly: true },
    hostname: "caisson",
    mounts: mounts({ rootless: rootless !== undefined }),
    linux: rootless === undefined ? rootLinux() : rootlessLinux(rootless),
  };
}
