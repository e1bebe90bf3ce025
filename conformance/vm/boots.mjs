// What is booted, and which suites run there. A boot's name stands in CONFORMANCE_PLACE as `vm-NAME`.

/**
 * `has`: what the boot is for. `cgroups`: what guest/cgroups.sh mounts. `security`: words for the kernel's command line.
 * `suites`: what runs where the command line names none.
 *
 * @typedef {{
 *   name: string, has: string, cgroups: "v1" | "v2", security: readonly string[], suites: readonly string[],
 * }} Boot
 */

/** @type {readonly Boot[]} */
export const BOOTS = [
  {
    name: "v2",
    has: "cgroup v2 with every controller, two NUMA nodes, huge pages, swap, a disk under bfq, a soft RDMA device",
    cgroups: "v2",
    security: [],
    suites: ["cgroup", "devices", "features", "lifecycle"],
  },
  {
    name: "v1",
    has: "a cgroup v1 hierarchy for every controller: net_cls, net_prio, hugetlb, blkio with weights and rdma too",
    cgroups: "v1",
    security: [],
    suites: ["cgroup"],
  },
  {
    name: "apparmor",
    has: "AppArmor active",
    cgroups: "v2",
    security: ["apparmor=1", "security=apparmor"],
    suites: ["labels"],
  },
  {
    name: "selinux",
    has: "SELinux active, with Debian's default policy, permissive",
    cgroups: "v2",
    security: ["selinux=1", "security=selinux", "enforcing=0"],
    suites: ["labels"],
  },
];
