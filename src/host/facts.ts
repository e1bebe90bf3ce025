/** Looks at the host for what a plan needs to know (plan/facts). Reads only; every look is made at most once. */
import { accessSync, constants, readFileSync } from "node:fs";
import type { Addon } from "../native/addon.ts";
import type { Facts } from "../plan/facts.ts";
import { absentControllers } from "./cgroup/absent.ts";
import { type CgroupFacts, cgroupFacts } from "./cgroup/facts.ts";
import { HostProcessFacts } from "./process-facts.ts";
import { resctrlMount } from "./resctrl/facts.ts";

/** What config.json makes the plan ask for. */
export interface Wanted {
  /** OCI names whose hard limits are looked at. */
  readonly rlimits: readonly string[];
  /** cgroup controllers, as /proc/cgroups names them: why one is absent is looked up. */
  readonly controllers: readonly string[];
}

export function gatherFacts(addon: Addon, wanted: Wanted): Facts {
  return new HostFacts(addon, wanted);
}

class HostFacts extends HostProcessFacts implements Facts {
  readonly euid = process.geteuid?.() ?? 0;
  readonly egid = process.getegid?.() ?? 0;
  readonly cgroup: CgroupFacts = cgroupFacts();
  readonly absentControllers: Facts["absentControllers"];
  // only who lacks the privilege to write the maps needs the helpers
  readonly newuidmap = this.privileged ? undefined : find("newuidmap");
  readonly newgidmap = this.privileged ? undefined : find("newgidmap");

  constructor(addon: Addon, { rlimits, controllers }: Wanted) {
    super(addon, rlimits);
    this.absentControllers = absentControllers(controllers, this.cgroup);
  }

  get v2Controllers(): readonly string[] {
    return this.cgroup.v2Controllers;
  }

  get memoryNodes(): string | undefined {
    return readMemoryNodes();
  }

  get resctrl(): string | undefined {
    return resctrlMount(readFileSync("/proc/self/mountinfo", "utf8"));
  }
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
