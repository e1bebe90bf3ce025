/** All rules: what is wrong with a config.json beyond the shape of its values. */
import { checkAnnotations } from "./annotations.ts";
import { checkCgroup } from "./cgroup.ts";
import { checkDeviceRules } from "./device-rules.ts";
import { checkDevices } from "./devices.ts";
import { type Draft, type Findings, type Rule, type RuleOptions, runRules } from "./draft.ts";
import { checkHooks } from "./hooks.ts";
import { checkIntelRdt } from "./intel-rdt.ts";
import { checkLengths } from "./lengths.ts";
import { checkMappings } from "./mappings.ts";
import { checkMemoryPolicy } from "./memory-policy.ts";
import { checkMounts } from "./mounts.ts";
import { checkNamespaces } from "./namespaces.ts";
import { checkNetDevices } from "./net-devices.ts";
import { PROCESS_RULES } from "./of-process.ts";
import { checkPaths } from "./paths.ts";
import { checkResources } from "./resources.ts";
import { checkSeccomp } from "./seccomp.ts";
import { checkSysctl } from "./sysctl.ts";
import { checkTimeOffsets } from "./time.ts";
import { checkUts } from "./uts.ts";
import { checkVersion } from "./version.ts";

const RULES: readonly Rule[] = [
  checkVersion,
  ...PROCESS_RULES,
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

export function checkRules(spec: Draft, options: RuleOptions): Findings {
  return runRules(spec, RULES, options);
}
