/** linux.memoryPolicy: which modes and flags of set_mempolicy(2) the kernel has. */
import { errnoName } from "../../common/errno.ts";
import { MEMORY_POLICY_FLAGS, MEMORY_POLICY_MODES } from "../../native/memory-policy.ts";
import type { Abilities, Ability, Host } from "./ability.ts";

/** The versions that brought what Linux 5.12 lacks (set_mempolicy(2)). */
const SINCE: Readonly<Record<string, string>> = { MPOL_PREFERRED_MANY: "5.15", MPOL_WEIGHTED_INTERLEAVE: "6.9" };

export function memoryPolicyAbilities({ kernel }: Host): Abilities {
  const ability = (name: string, mode: number): [string, Ability] => {
    return [`memoryPolicy.${name}`, { reason: whyNot(name, kernel.probeMemoryPolicy(mode)) }];
  };
  // every flag goes with this mode
  const bind = MEMORY_POLICY_MODES.MPOL_BIND ?? 0;
  return Object.fromEntries([
    ...Object.entries(MEMORY_POLICY_MODES).map(([name, mode]) => ability(name, mode)),
    ...Object.entries(MEMORY_POLICY_FLAGS).map(([name, flag]) => ability(name, bind | flag)),
  ]);
}

function whyNot(name: string, errno: number): string | undefined {
  if (errno === 0) return undefined;
  const word = errnoName(errno);
  if (word === "ENOSYS") return "this kernel knows no memory nodes (CONFIG_NUMA)";
  if (word !== "EINVAL") return `${word}: forbidden by a seccomp filter around the runtime`;
  return `this kernel does not know it${name in SINCE ? `; it came with Linux ${SINCE[name]}` : ""}`;
}
