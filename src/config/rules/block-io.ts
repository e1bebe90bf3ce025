import { pointer } from "../../common/pointer.ts";
import type { Int } from "../spec.ts";
import { type Draft, each, type Findings, isPruned } from "./draft.ts";

const AT = "/linux/resources/blockIO";
const THROTTLES = [
  "throttleReadBpsDevice",
  "throttleWriteBpsDevice",
  "throttleReadIOPSDevice",
  "throttleWriteIOPSDevice",
] as const;
/** 12 and 20 bits: the kernel reads 32, and takes a number that is too long for another device's. */
const HIGHEST = { major: 4095, minor: 1_048_575 };

/** config-linux.md "Block IO". */
export function checkBlockIO({ linux }: Draft, findings: Findings): void {
  const blockIO = linux?.resources?.blockIO;
  if (blockIO === undefined) return;
  each(blockIO.weightDevice, (device, index) => {
    const at = pointer(AT, "weightDevice", index);
    checkNumbers(device, at, findings);
    if (device.weight !== undefined || device.leafWeight !== undefined || isPruned(findings, at)) return;
    findings.problems.push({ pointer: at, message: "gives no weight", allowed: "weight, leafWeight or both" });
  });
  for (const kind of THROTTLES) {
    each(blockIO[kind], (device, index) => checkNumbers(device, pointer(AT, kind, index), findings));
  }
}

interface Numbers {
  readonly major?: Int | undefined;
  readonly minor?: Int | undefined;
}

function checkNumbers(numbers: Numbers, at: string, { problems }: Findings): void {
  for (const key of ["major", "minor"] as const) {
    const value = numbers[key];
    if (value === undefined || (value >= 0 && value <= HIGHEST[key])) continue;
    problems.push({
      pointer: pointer(at, key),
      message: "is no device number",
      found: String(value),
      allowed: `0 to ${HIGHEST[key]}`,
    });
  }
}
