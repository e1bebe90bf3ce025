/** Looks at the host for what a plan needs to know (plan/facts). Reads only; every look is made at most once. */
import { existsSync, readFileSync } from "node:fs";
import type { Addon } from "../native/addon.ts";
import { RLIMITS } from "../native/rlimits.ts";
import type { Facts } from "../plan/facts.ts";
import { caller } from "./caller.ts";
import { absentControllers } from "./cgroup/absent.ts";
import { cgroupFacts } from "./cgroup/facts.ts";
import { findProgram } from "./programs.ts";
import { textOf } from "./read.ts";
import { resctrlMount } from "./resctrl/facts.ts";
import { isWholeMap } from "./user-namespace.ts";

const CAP_SYS_ADMIN = 21n;

/** What config.json makes the plan ask for. */
export interface Wanted {
  /** OCI names whose hard limits are looked at. */
  readonly rlimits: readonly string[];
  /** cgroup controllers, as /proc/cgroups names them: why one is absent is looked up. */
  readonly controllers: readonly string[];
}

export function gatherFacts(addon: Addon, { rlimits, controllers }: Wanted): Facts {
  const privileged = ((addon.effectiveCapabilities() >> CAP_SYS_ADMIN) & 1n) === 1n;
  const inUserNamespace = !isWholeMap(readFileSync("/proc/self/uid_map", "latin1"));
  const cgroup = cgroupFacts();
  return {
    euid: process.geteuid?.() ?? 0,
    egid: process.getegid?.() ?? 0,
    inUserNamespace,
    setgroupsDenied: inUserNamespace && readFileSync("/proc/self/setgroups", "latin1").trim() === "deny",
    privileged,
    cgroup: { mode: cgroup.mode, hierarchies: cgroup.hierarchies },
    v2Controllers: cgroup.v2Controllers,
    absentControllers: absentControllers(controllers, cgroup),
    lastCapability: Number(readFileSync("/proc/sys/kernel/cap_last_cap", "latin1")),
    callerNofile: caller().nofile ?? addon.getLimit(RLIMITS.RLIMIT_NOFILE ?? 7),
    hardLimits: Object.fromEntries(rlimits.map((name) => [name, addon.getLimit(RLIMITS[name] ?? 0).hard])),
    get apparmor() {
      return textOf("/sys/module/apparmor/parameters/enabled") === "Y";
    },
    get selinux() {
      // with the policy that is loaded; without one, the file system of SELinux has no say
      return existsSync("/sys/fs/selinux/enforce");
    },
    get memoryNodes() {
      // a kernel without NUMA, or no sysfs, has none: set_mempolicy(2) has the last word anyway
      return textOf("/sys/devices/system/node/has_memory");
    },
    get resctrl() {
      return resctrlMount(readFileSync("/proc/self/mountinfo", "utf8"));
    },
    // only who lacks the privilege to write the maps needs the helpers
    newuidmap: privileged ? undefined : findProgram("newuidmap"),
    newgidmap: privileged ? undefined : findProgram("newgidmap"),
  };
}
