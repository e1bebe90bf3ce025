import { pointer } from "../../common/pointer.ts";
import { CAPABILITIES } from "../capabilities.ts";
import { describeValue } from "../problem.ts";
import type { CapabilitySet } from "../spec.ts";
import { type Draft, each, type Findings, isPruned } from "./draft.ts";

const SETS: readonly CapabilitySet[] = ["bounding", "effective", "inheritable", "permitted", "ambient"];

/** Unknown capabilities only warn (config.md "Linux Process"); capset(2) refuses effective ones that are not permitted. */
export function checkCapabilities({ process }: Draft, findings: Findings): void {
  const capabilities = process?.capabilities;
  if (capabilities === undefined) return;
  for (const set of SETS) checkSet(pointer("/process/capabilities", set), capabilities[set], findings);
  const permitted = new Set(capabilities.permitted);
  // what was refused could have been anything
  if (isPruned(findings, "/process/capabilities/permitted")) return;
  each(capabilities.effective, (name, index) => {
    if (permitted.has(name) || !CAPABILITIES.has(name)) return;
    const place = pointer("/process/capabilities/effective", index);
    findings.problems.push({ pointer: place, message: "is effective but not permitted", found: describeValue(name) });
  });
}

function checkSet(
  at: string,
  names: readonly (string | undefined)[] | undefined,
  { warnings, suggestions }: Findings,
): void {
  const seen = new Set<string>();
  each(names, (name, index) => {
    const place = pointer(at, index);
    if (seen.has(name)) warnings.push({ pointer: place, message: "is named twice", found: describeValue(name) });
    seen.add(name);
    if (CAPABILITIES.has(name)) return;
    const message = "is not a known capability and is left out";
    warnings.push({
      pointer: place,
      message,
      found: describeValue(name),
      ...suggestions.near(name, CAPABILITIES.keys()),
    });
  });
}
