import { pointer } from "../../common/pointer.ts";
import { describeValue } from "../problem.ts";
import type { Resources } from "../spec.ts";
import { type Draft, each, type Findings, type Tolerant } from "./draft.ts";

type DeviceRule = Tolerant<NonNullable<Resources["devices"]>[number]>;

/** The kernel keeps 32 bits, of which the largest number is its own sign for any device (cgroup-v1/devices.rst). */
const LARGEST = 2 ** 32 - 2;

/** config-linux.md "Allowed Device list". */
export function checkDeviceRules({ linux }: Draft, findings: Findings): void {
  each(linux?.resources?.devices, (rule, index) => {
    const at = pointer("/linux/resources/devices", index);
    checkAccess(at, rule, findings);
    for (const field of ["major", "minor"] as const) {
      const number = rule[field];
      if (number === undefined || (number >= -1 && number <= LARGEST)) continue;
      findings.problems.push({
        pointer: pointer(at, field),
        message: "is no device number",
        found: String(number),
        allowed: `-1 for any, or 0 to ${LARGEST}`,
      });
    }
  });
}

function checkAccess(at: string, { access }: DeviceRule, { problems, pruned }: Findings): void {
  const place = pointer(at, "access");
  if (pruned.includes(place) || (access !== undefined && isAccess(access))) return;
  const found = access === undefined ? {} : { found: describeValue(access) };
  problems.push({ pointer: place, message: "says no kind of access", ...found, allowed: "one or more of r, w and m" });
}

function isAccess(text: string): boolean {
  for (const letter of text) if (!"rwm".includes(letter)) return false;
  return text !== "";
}
