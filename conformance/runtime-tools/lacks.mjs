/** What a machine may lack that files need: looked for where the suite runs, and named for each file it keeps from passing. */
import { existsSync, readFileSync } from "node:fs";
import { hierarchies } from "../enclave/cgroups.mjs";

const CAP_SYS_RESOURCE = 24n;

function read(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

/** The process's own cgroup in the v1 hierarchy of a controller; undefined where v1 does not have it. */
function version1(controller) {
  return hierarchies().find(({ type, options }) => type === "cgroup" && options.split(",").includes(controller))?.own;
}

function mayHave(capability) {
  const [, mask] = /^CapBnd:\t(.*)$/m.exec(read("/proc/self/status"));
  return ((BigInt(`0x${mask}`) >> capability) & 1n) === 1n;
}

const CGROUP_FILES = ["blkio", "cpus", "devices", "hugetlb", "memory", "network", "pids"].flatMap((name) => [
  `linux_cgroups_${name}`,
  `linux_cgroups_relative_${name}`,
]);

const LACKS = [
  {
    files: [...CGROUP_FILES, "delete_resources", "delete_only_create_resources"],
    cause: "no v1 hierarchies: the suite does not know v2",
    holds: () => !hierarchies().some(({ type }) => type === "cgroup"),
  },
  {
    files: ["linux_cgroups_blkio", "linux_cgroups_relative_blkio"],
    cause: "no blkio.weight and blkio.leaf_weight: no kernel since 5.0 has the latter",
    holds: () => !existsSync(`${version1("blkio")}/blkio.leaf_weight`),
  },
  {
    files: ["linux_cgroups_hugetlb", "linux_cgroups_relative_hugetlb"],
    cause: "no hugetlb controller in a v1 hierarchy",
    holds: () => version1("hugetlb") === undefined,
  },
  {
    files: ["linux_cgroups_network", "linux_cgroups_relative_network"],
    cause: "no net_cls and net_prio controllers in v1 hierarchies",
    holds: () => version1("net_cls") === undefined || version1("net_prio") === undefined,
  },
  {
    files: ["linux_mount_label"],
    cause: "SELinux is not active",
    holds: () => !existsSync("/sys/fs/selinux/enforce"),
  },
  {
    files: ["linux_process_apparmor_profile"],
    cause: "AppArmor is not active",
    holds: () => read("/sys/module/apparmor/parameters/enabled").trim() !== "Y",
  },
  {
    files: ["linux_process_apparmor_profile"],
    cause: "the profile acme_secure_profile is not loaded",
    holds: () => !read("/sys/kernel/security/apparmor/profiles").includes("acme_secure_profile "),
  },
  {
    files: ["process_capabilities"],
    cause: "no CAP_SYS_RESOURCE: it asks for all capabilities",
    holds: () => !mayHave(CAP_SYS_RESOURCE),
  },
];

/** What this machine lacks for a file; undefined where it has all. */
export function lackFor(file) {
  return LACKS.find(({ files, holds }) => files.includes(file) && holds())?.cause;
}
