/** Looks at the host for what a plan needs to know (plan/facts). Reads only; every look is made at most once. */
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import type { Addon } from "../native/addon.ts";
import { RLIMITS } from "../native/rlimits.ts";
import type { Facts, PlanRequest } from "../plan/facts.ts";
import { caller } from "./caller.ts";
import { absentControllers } from "./cgroup/absent.ts";
import { cgroupFacts } from "./cgroup/facts.ts";
import { systemdFacts } from "./cgroup/systemd/facts.ts";
import { resctrlMount } from "./resctrl/facts.ts";

const CAP_SYS_ADMIN = 21n;

/** What config.json makes the plan ask for. */
export interface Wanted {
  /** OCI names whose hard limits are looked at. */
  readonly rlimits: readonly string[];
  /** cgroup controllers, as /proc/cgroups names them: why one is absent is looked up. */
  readonly controllers: readonly string[];
  readonly cgroupDriver: PlanRequest["cgroupDriver"];
  readonly rootless: PlanRequest["rootless"];
}

export function gatherFacts(addon: Addon, { rlimits, controllers, cgroupDriver, rootless }: Wanted): Facts {
  const privileged = ((addon.effectiveCapabilities() >> CAP_SYS_ADMIN) & 1n) === 1n;
  const inUserNamespace = !isWholeMap(readFileSync("/proc/self/uid_map", "latin1"));
  const cgroup = cgroupFacts();
  const euid = process.geteuid?.() ?? 0;
  return {
    euid,
    egid: process.getegid?.() ?? 0,
    inUserNamespace,
    setgroupsDenied: inUserNamespace && readFileSync("/proc/self/setgroups", "latin1").trim() === "deny",
    privileged,
    cgroup: { mode: cgroup.mode, hierarchies: cgroup.hierarchies },
    v2Controllers: cgroup.v2Controllers,
    absentControllers: absentControllers(controllers, cgroup),
    systemd: cgroupDriver === "systemd" ? systemdFacts(addon, { euid, inUserNamespace, rootless }) : undefined,
    lastCapability: Number(readFileSync("/proc/sys/kernel/cap_last_cap", "latin1")),
    callerNofile: caller().nofile ?? addon.getLimit(RLIMITS.RLIMIT_NOFILE ?? 7),
    hardLimits: Object.fromEntries(rlimits.map((name) => [name, addon.getLimit(RLIMITS[name] ?? 0).hard])),
    get apparmor() {
      return startsWith("/sys/module/apparmor/parameters/enabled", "Y");
    },
    get selinux() {
      // with the policy that is loaded; without one, the file system of SELinux has no say
      return existsSync("/sys/fs/selinux/enforce");
    },
    get memoryNodes() {
      return readMemoryNodes();
    },
    get resctrl() {
      return resctrlMount(readFileSync("/proc/self/mountinfo", "utf8"));
    },
    // only who lacks the privilege to write the maps needs the helpers
    newuidmap: privileged ? undefined : find("newuidmap"),
    newgidmap: privileged ? undefined : find("newgidmap"),
  };
}

/** The map of the initial user namespace: all ids as they are (user_namespaces(7)). */
function isWholeMap(text: string): boolean {
  const [inside, outside, count, ...more] = text.trim().split(" ").filter(Boolean);
  return inside === "0" && outside === "0" && count === "4294967295" && more.length === 0;
}

function startsWith(file: string, text: string): boolean {
  return existsSync(file) && readFileSync(file, "latin1").startsWith(text);
}

function readMemoryNodes(): string | undefined {
  try {
    return readFileSync("/sys/devices/system/node/has_memory", "latin1");
  } catch {
    // a kernel without NUMA, or no sysfs: set_mempolicy(2) has the last word anyway
    return undefined;
  }
}

function find(program: string): string | undefined {
  return ["/usr/bin", "/bin", "/usr/local/bin", "/usr/sbin"].map((dir) => `${dir}/${program}`).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
