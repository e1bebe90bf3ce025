/** A config.json as a daemonless engine writes it for an ordinary user: a user namespace, and networking joined by path. */

const CAPABILITIES = [
  "CAP_CHOWN",
  "CAP_DAC_OVERRIDE",
  "CAP_FOWNER",
  "CAP_FSETID",
  "CAP_KILL",
  "CAP_NET_BIND_SERVICE",
].concat(["CAP_SETFCAP", "CAP_SETGID", "CAP_SETPCAP", "CAP_SETUID", "CAP_SYS_CHROOT"]);

const RUN = "/run/user/1000/containers/overlay-containers/0a/userdata";

const bind = (destination: string, source: string, options: string[]) => ({
  destination,
  type: "bind",
  source,
  options,
});

const MOUNTS = [
  { destination: "/proc", type: "proc", source: "proc", options: ["nosuid", "noexec", "nodev"] },
  {
    destination: "/dev",
    type: "tmpfs",
    source: "tmpfs",
    options: ["nosuid", "strictatime", "mode=755", "size=65536k"],
  },
  { destination: "/sys", type: "sysfs", source: "sysfs", options: ["nosuid", "noexec", "nodev", "ro"] },
  {
    destination: "/dev/pts",
    type: "devpts",
    source: "devpts",
    options: ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"],
  },
  { destination: "/dev/mqueue", type: "mqueue", source: "mqueue", options: ["nosuid", "noexec", "nodev"] },
  bind("/etc/hosts", `${RUN}/hosts`, ["bind", "rprivate"]),
  bind("/dev/shm", `${RUN}/shm`, ["bind", "rprivate", "nosuid", "noexec", "nodev"]),
  bind("/run/.containerenv", `${RUN}/run/.containerenv`, ["bind", "rprivate"]),
  {
    destination: "/sys/fs/cgroup",
    type: "cgroup",
    source: "cgroup",
    options: ["rprivate", "nosuid", "noexec", "nodev", "relatime", "ro"],
  },
];

export function podmanConfig(): Record<string, unknown> {
  return {
    ociVersion: "1.1.0+dev",
    process: {
      user: { uid: 1000, gid: 1000, umask: 18, additionalGids: [10, 1000] },
      args: ["sleep", "inf"],
      env: ["PATH=/usr/bin:/bin", "container=podman", "HOME=/home/user"],
      cwd: "/",
      capabilities: { bounding: CAPABILITIES, effective: [], inheritable: [], permitted: [], ambient: [] },
      rlimits: [
        { type: "RLIMIT_NOFILE", hard: 1048576, soft: 1048576 },
        { type: "RLIMIT_NPROC", hard: 4194304, soft: 4194304 },
      ],
    },
    root: { path: "/home/user/.local/share/containers/storage/overlay/0a/merged" },
    hostname: "0a1b2c3d4e5f",
    mounts: MOUNTS,
    hooks: {},
    annotations: { "io.container.manager": "libpod", "org.opencontainers.image.stopSignal": "15" },
    linux: {
      uidMappings: [
        { containerID: 0, hostID: 1, size: 1000 },
        { containerID: 1000, hostID: 0, size: 1 },
        { containerID: 1001, hostID: 1001, size: 64536 },
      ],
      gidMappings: [
        { containerID: 0, hostID: 1, size: 1000 },
        { containerID: 1000, hostID: 0, size: 1 },
        { containerID: 1001, hostID: 1001, size: 64536 },
      ],
      sysctl: { "net.ipv4.ping_group_range": "0 0" },
      resources: { pids: { limit: 2048 } },
      cgroupsPath: "user.slice:libpod:0a",
      namespaces: [
        { type: "pid" },
        { type: "network", path: "/run/user/1000/netns/netns-1" },
        { type: "ipc" },
        { type: "uts" },
        { type: "mount" },
        { type: "cgroup" },
        { type: "user" },
      ],
      seccomp: {
        defaultAction: "SCMP_ACT_ERRNO",
        defaultErrnoRet: 38,
        architectures: ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"],
        syscalls: [
          { names: ["bdflush", "io_pgetevents"], action: "SCMP_ACT_ERRNO", errnoRet: 1 },
          { names: ["accept", "accept4", "access"], action: "SCMP_ACT_ALLOW" },
        ],
      },
      maskedPaths: ["/proc/acpi", "/proc/kcore", "/sys/firmware", "/sys/fs/selinux"],
      readonlyPaths: ["/proc/asound", "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"],
    },
  };
}
