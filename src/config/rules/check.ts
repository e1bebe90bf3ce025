/** All rules: what is wrong with a config.json beyond the shape of its values. */
import type { Suggestions } from "../suggest.ts";
import { checkAffinity } from "./affinity.ts";
import { checkAnnotations } from "./annotations.ts";
import { checkCapabilities } from "./capabilities.ts";
import { checkCgroup } from "./cgroup.ts";
import { checkDeviceRules } from "./device-rules.ts";
import { checkDevices } from "./devices.ts";
import type { Draft, Findings, Rule } from "./draft.ts";
import { checkHooks } from "./hooks.ts";
import { checkIntelRdt } from "./intel-rdt.ts";
import { checkLengths } from "./lengths.ts";
import { checkMappings } from "./mappings.ts";
import { checkMemoryPolicy } from "./memory-policy.ts";
import { checkMounts } from "./mounts.ts";
import { checkNamespaces } from "./namespaces.ts";
import { checkNetDevices } from "./net-devices.ts";
import { checkPaths } from "./paths.ts";
import { checkProcess } from "./process.ts";
import { checkResources } from "./resources.ts";
import { checkRlimits } from "./rlimits.ts";
import { checkScheduler } from "./scheduler.ts";
import { checkSeccomp } from "./seccomp.ts";
import { checkSysctl } from "./sysctl.ts";
import { checkTimeOffsets } from "./time.ts";
import { checkUts } from "./uts.ts";
import { checkVersion } from "./version.ts";

const RULES: readonly Rule[] = [
  checkVersion,
  checkProcess,
  checkCapabilities,
  checkRlimits,
  checkScheduler,
  checkAffinity,
  checkUts,
  checkMounts,
  checkHooks,
  checkAnnotations,
  checkNamespaces,
  checkTimeOffsets,
  checkMemoryPolicy,
  checkMappings,
  checkDevices,
  checkCgroup,
  checkResources,
  checkDeviceRules,
  checkSysctl,
  checkSeccomp,
  checkPaths,
  checkNetDevices,
  checkLengths,
  checkIntelRdt,
];

export interface RuleOptions {
  /** Pointers of the parts that the schema refused, and that were taken out of the spec. */
  readonly pruned: readonly string[];
  readonly suggestions: Suggestions;
}

export function checkRules(spec: Draft, options: RuleOptions): Findings {
  const findings: Findings = { problems: [], warnings: [], ...options };
  for (const rule of RULES) rule(spec, findings);
  return findings;
}
