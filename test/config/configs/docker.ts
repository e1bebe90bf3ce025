/** A config.json as a daemon writes it for `run -it -m 64m --pids-limit 64 --ulimit nofile`, with its seccomp profile. */

const CAPABILITIES = [
  "CHOWN",
  "DAC_OVERRIDE",
  "FSETID",
  "FOWNER",
  "MKNOD",
  "NET_RAW",
  "SETGID",
  "SETUID",
  "SETFCAP",
  "SETPCAP",
]
  .concat(["NET_BIND_SERVICE", "SYS_CHROOT", "KILL", "AUDIT_WRITE"])
  .map((name) => `CAP_${name}`);

const ID = "4f7e1d1d3bb5c5a3d5f5b3f26712345678901234567890abcdefabcdef123456";

/** 400 rules: one name each, as profiles that were expanded by tools have, and the classic ones with arguments. */
function seccomp(): object {
  const plain = Array.from({ length: 390 }, (_, index) => ({ names: [`call_${index}`], action: "SCMP_ACT_ALLOW" }));
  const personality = [0, 8, 131072, 131080, 4294967295].map((value) => ({
    names: ["personality"],
    action: "SCMP_ACT_ALLOW",
    args: [{ index: 0, value, op: "SCMP_CMP_EQ" }],
  }));
  const rest = [
    { names: ["socket"], action: "SCMP_ACT_ALLOW", args: [{ index: 0, value: 40, op: "SCMP_CMP_NE" }] },
    {
      names: ["clone"],
      action: "SCMP_ACT_ALLOW",
      args: [{ index: 0, value: 2114060288, valueTwo: 0, op: "SCMP_CMP_MASKED_EQ" }],
    },
    { names: ["clone3"], action: "SCMP_ACT_ERRNO", errnoRet: 38 },
    { names: ["bpf", "mount"], action: "SCMP_ACT_ERRNO", errnoRet: 1, args: [] },
    { names: ["ptrace", "kcmp"], action: "SCMP_ACT_ALLOW", args: null },
  ];
  return {
    defaultAction: "SCMP_ACT_ERRNO",
    defaultErrnoRet: 1,
    architectures: ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"],
    syscalls: [...plain, ...personality, ...rest],
  };
}

const bind = (destination: string, source: string, options: string[]) => ({
  destination,
  type: "bind",
  source,
  options,
});

function mounts(): object[] {
  return [
    { destination: "/proc", type: "proc", source: "proc", options: ["nosuid", "noexec", "nodev"] },
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
    { destination: "/sys", type: "sysfs", source: "sysfs", options: ["nosuid", "noexec", "nodev", "ro"] },
    { destination: "/sys/fs/cgroup", type: "cgroup", source: "cgroup", options: ["ro", "nosuid", "noexec", "nodev"] },
    { destination: "/dev/mqueue", type: "mqueue", source: "mqueue", options: ["nosuid", "noexec", "nodev"] },
    {
      destination: "/dev/shm",
      type: "tmpfs",
      source: "shm",
      options: ["nosuid", "noexec", "nodev", "mode=1777", "size=67108864"],
    },
    bind("/etc/resolv.conf", `/var/lib/engine/containers/${ID}/resolv.conf`, ["rbind", "rprivate"]),
    bind("/data", "/srv/data", ["rbind", "ro", "rslave"]),
  ];
}

function resources(): object {
  return {
    devices: [
      { allow: false, access: "rwm" },
      { allow: true, type: "c", major: 1, minor: 5, access: "rwm" },
      { allow: true, type: "c", major: 136, minor: -1, access: "rwm" },
    ],
    memory: {
      limit: 67108864,
      reservation: 0,
      swap: 134217728,
      swappiness: 18446744073709551615n,
      disableOOMKiller: false,
      checkBeforeUpdate: false,
    },
    cpu: { shares: 0, quota: 0, period: 0, cpus: "", mems: "" },
    pids: { limit: 64 },
    blockIO: { weight: 0 },
    hugepageLimits: null,
    network: {},
  };
}

export function dockerConfig(): Record<string, unknown> {
  return {
    ociVersion: "1.0.2-dev",
    process: {
      terminal: true,
      consoleSize: { height: 0, width: 0 },
      user: { uid: 0, gid: 0, additionalGids: [0, 10] },
      args: ["sh"],
      env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOSTNAME=0123456789ab", "EMPTY="],
      cwd: "/",
      capabilities: { bounding: CAPABILITIES, effective: CAPABILITIES, permitted: CAPABILITIES },
      rlimits: [
        { type: "RLIMIT_NPROC", hard: 18446744073709551615n, soft: 18446744073709551615n },
        { type: "RLIMIT_NOFILE", hard: 1024, soft: 1024 },
      ],
      apparmorProfile: "",
      oomScoreAdj: 0,
    },
    root: { path: `/var/lib/engine/overlay2/${ID}/merged` },
    hostname: "0123456789ab",
    domainname: "",
    mounts: mounts(),
    hooks: { prestart: [{ path: "/proc/1234/exe", args: ["libnetwork-setkey", "-exec-root=/run/engine", ID, "abc"] }] },
    annotations: { "com.example.id": ID, "org.example/~name": "1e9, 12345678901234567890" },
    linux: {
      cgroupsPath: `/engine/${ID}`,
      sysctl: { "net.ipv4.ip_unprivileged_port_start": "0", "net.ipv4.ping_group_range": "0 2147483647" },
      resources: resources(),
      namespaces: ["mount", "network", "uts", "pid", "ipc"].map((type) => ({ type })),
      devices: [{ type: "c", path: "/dev/fuse", major: 10, minor: 229, fileMode: 8630, uid: 0, gid: 0 }],
      seccomp: seccomp(),
      maskedPaths: ["/proc/asound", "/proc/acpi", "/proc/kcore", "/sys/firmware"],
      readonlyPaths: ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"],
    },
  };
}
