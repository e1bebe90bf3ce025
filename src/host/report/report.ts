/** What this host can do, facility by facility. Nothing is changed by it, no privilege is needed, and what is missing is an answer. */
import { errnoName, errnoOf } from "../../common/errno.ts";
import { absentControllers } from "../cgroup/absent.ts";
import { cgroupFacts } from "../cgroup/facts.ts";
import type { Abilities, Host } from "./ability.ts";
import { capabilityAbilities } from "./capabilities.ts";
import { type CgroupLook, CONTROLLERS, cgroupAbilities } from "./cgroup.ts";
import { checkpointAbilities } from "./checkpoint.ts";
import { hardwareAbilities } from "./hardware.ts";
import { idmapAbilities } from "./idmap.ts";
import { kernelAbilities } from "./kernel.ts";
import { memoryPolicyAbilities } from "./memory-policy.ts";
import { namespaceAbilities, withinNamespaces } from "./namespaces.ts";
import { resctrlAbilities } from "./resctrl.ts";
import { seccompAbilities } from "./seccomp.ts";
import { securityModuleAbilities } from "./security-modules.ts";

export function reportOf(host: Host): Abilities {
  const namespaces = namespaceAbilities(host);
  const cgroups = cgroupAbilities(host, lookAtCgroups());
  return {
    ...kernelAbilities(host),
    ...namespaces,
    ...withinNamespaces(host, namespaces),
    ...capabilityAbilities(host),
    ...cgroups,
    ...hardwareAbilities(host, cgroups),
    ...seccompAbilities(host),
    ...securityModuleAbilities(host),
    ...resctrlAbilities(host),
    ...memoryPolicyAbilities(host),
    ...idmapAbilities(host, namespaces),
    ...checkpointAbilities(host),
  };
}

const NO_CGROUPS: CgroupLook = { facts: { mode: "none", hierarchies: [], v2Controllers: [] }, absent: {} };

/** A kernel without cgroups lacks the files that say so. */
function lookAtCgroups(): CgroupLook {
  try {
    const facts = cgroupFacts();
    return { facts, absent: absentControllers(CONTROLLERS, facts) };
  } catch (error) {
    if (errnoName(errnoOf(error)) === "ENOENT") return NO_CGROUPS;
    throw error;
  }
}
