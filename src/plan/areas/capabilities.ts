/** process.capabilities and process.noNewPrivileges. Sets are bits by capability number. */
import type { ProcessContext } from "../context.ts";
import type { InitStep, PlanWarning } from "../steps.ts";

export const handles: readonly string[] = ["/process/capabilities", "/process/noNewPrivileges"];

const FROM = "/process/capabilities";
const NONE = { bounding: 0n, effective: 0n, inheritable: 0n, permitted: 0n, ambient: 0n };

/** The sets of config.json; without any a process has none. */
function setsOf({ spec }: ProcessContext): { readonly sets: typeof NONE; readonly from: string } | undefined {
  if (spec.process === undefined) return undefined;
  const { capabilities } = spec.process;
  return { sets: capabilities ?? NONE, from: capabilities === undefined ? "default:capabilities" : FROM };
}

/** All that this kernel knows. */
function known(context: ProcessContext): bigint {
  return (1n << BigInt(context.facts.lastCapability + 1)) - 1n;
}

/** While init still has CAP_SETPCAP, and before the ids change: prctl(2), PR_CAPBSET_DROP. */
export function boundCapabilities(context: ProcessContext): InitStep[] {
  const wanted = setsOf(context);
  if (wanted === undefined) return [];
  return [{ at: "init", op: "capabilities.bound", from: wanted.from, keep: wanted.sets.bounding & known(context) }];
}

export function setCapabilities(context: ProcessContext): InitStep[] {
  const wanted = setsOf(context);
  if (wanted === undefined) return [];
  const { sets, from } = wanted;
  const mask = known(context);
  return [
    {
      at: "init",
      op: "capabilities.set",
      from,
      effective: sets.effective & mask,
      permitted: sets.permitted & mask,
      inheritable: sets.inheritable & mask,
      ambient: sets.ambient & mask,
    },
  ];
}

export function noNewPrivileges({ spec }: ProcessContext): InitStep[] {
  if (spec.process?.noNewPrivileges !== true) return [];
  return [{ at: "init", op: "noNewPrivileges.set", from: "/process/noNewPrivileges" }];
}

export function capabilityWarnings(context: ProcessContext): PlanWarning[] {
  const { sets } = setsOf(context) ?? { sets: NONE };
  const all = sets.bounding | sets.effective | sets.inheritable | sets.permitted | sets.ambient;
  if ((all & ~known(context)) === 0n) return [];
  return [
    {
      from: FROM,
      message: `this kernel's last capability is number ${context.facts.lastCapability}: newer ones are left out`,
    },
  ];
}
