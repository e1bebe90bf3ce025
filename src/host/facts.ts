/** Looks at the host for what a plan needs to know (plan/facts). Reads only; every look is made at most once. */
import { readFileSync } from "node:fs";
import type { Addon } from "../native/addon.ts";
import type { Facts, PlanRequest } from "../plan/facts.ts";
import { absentControllers } from "./cgroup/absent.ts";
import { type CgroupFacts, cgroupFacts } from "./cgroup/facts.ts";
import { systemdFacts } from "./cgroup/systemd/facts.ts";
import { HostProcessFacts } from "./process-facts.ts";
import { findProgram } from "./programs.ts";
import { textOf } from "./read.ts";
import { resctrlMount } from "./resctrl/facts.ts";

/** What config.json makes the plan ask for. */
export interface Wanted {
  /** OCI names whose hard limits are looked at. */
  readonly rlimits: readonly string[];
  /** cgroup controllers, as /proc/cgroups names them: why one is absent is looked up. */
  readonly controllers: readonly string[];
  readonly cgroupDriver: PlanRequest["cgroupDriver"];
  readonly rootless: PlanRequest["rootless"];
}

export function gatherFacts(addon: Addon, wanted: Wanted): Facts {
  return new HostFacts(addon, wanted);
}

class HostFacts extends HostProcessFacts implements Facts {
  readonly euid = process.geteuid?.() ?? 0;
  readonly egid = process.getegid?.() ?? 0;
  readonly cgroup: CgroupFacts = cgroupFacts();
  readonly absentControllers: Facts["absentControllers"];
  readonly systemd: Facts["systemd"];
  // only who lacks the privilege to write the maps needs the helpers
  readonly newuidmap = this.privileged ? undefined : findProgram("newuidmap");
  readonly newgidmap = this.privileged ? undefined : findProgram("newgidmap");

  constructor(addon: Addon, { rlimits, controllers, cgroupDriver, rootless }: Wanted) {
    super(addon, rlimits);
    this.absentControllers = absentControllers(controllers, this.cgroup);
    const { euid, inUserNamespace } = this;
    this.systemd = cgroupDriver === "systemd" ? systemdFacts(addon, { euid, inUserNamespace, rootless }) : undefined;
  }

  get v2Controllers(): readonly string[] {
    return this.cgroup.v2Controllers;
  }

  get memoryNodes(): string | undefined {
    // a kernel without NUMA, or no sysfs, has none: set_mempolicy(2) has the last word anyway
    return textOf("/sys/devices/system/node/has_memory");
  }

  get resctrl(): string | undefined {
    return resctrlMount(readFileSync("/proc/self/mountinfo", "utf8"));
  }
}
