// What is booted, and which suites run there. A boot's name stands in CONFORMANCE_PLACE as `vm-NAME`.

/**
 * `has`: what the boot is for. `cgroups`: which of guest/cgroups-*.sh sets them up; `systemd`: as PID 1 does. `security`:
 * words for the kernel's command line. `suites`: what runs where the command line names none, dealt out to so many
 * `machines`. `files`: what of the OCI's validation suite wants what the native machine lacks.
 *
 * @typedef {{
 *   name: string, has: string, cgroups: "v1" | "v2" | "systemd", security: readonly string[], machines: number,
 *   suites: readonly string[], files: readonly string[],
 * }} Boot
 */

/** @type {readonly Boot[]} */
export const BOOTS = [
  {
    name: "v2",
    has: "cgroup v2 with every controller, two NUMA nodes, huge pages, swap, a disk under bfq, a soft RDMA device",
    cgroups: "v2",
    security: [],
    machines: 2,
    // neighbours are of like length
    suites: [
      "security",
      "mounts",
      "process",
      "cgroup",
      "checkpoint",
      "lifecycle",
      "seccomp",
      "hooks",
      "namespaces",
      "network",
      "user",
      "devices",
      "exec",
      "control",
      "features",
      "errors",
      "verbs",
      "sysctl",
      "masks",
      "labels",
      "resctrl",
    ],
    files: [],
  },
  {
    name: "callers",
    has: "containerd on cgroup v2, with a CRIU that runs",
    cgroups: "v2",
    security: [],
    machines: 1,
    suites: ["containerd"],
    files: [],
  },
  {
    name: "v1",
    has: "a cgroup v1 hierarchy for every controller: net_cls, net_prio, hugetlb, blkio with weights and rdma too",
    cgroups: "v1",
    security: [],
    machines: 1,
    suites: ["cgroup"],
    files: [
      "linux_cgroups_hugetlb",
      "linux_cgroups_relative_hugetlb",
      "linux_cgroups_network",
      "linux_cgroups_relative_network",
      "process_capabilities",
    ],
  },
  {
    name: "apparmor",
    has: "AppArmor active",
    cgroups: "v2",
    security: ["apparmor=1", "security=apparmor"],
    machines: 1,
    suites: ["labels"],
    files: ["linux_process_apparmor_profile"],
  },
  {
    name: "selinux",
    has: "SELinux active, with Debian's default policy, permissive",
    cgroups: "v2",
    security: ["selinux=1", "security=selinux", "enforcing=0"],
    machines: 1,
    suites: ["labels"],
    files: ["linux_mount_label"],
  },
  {
    name: "systemd",
    has: "systemd as PID 1, with cgroup v2 and a user's own instance",
    cgroups: "systemd",
    security: ["systemd.unit=conformance.target", "systemd.unified_cgroup_hierarchy=1"],
    machines: 1,
    suites: ["systemd"],
    files: [],
  },
];
