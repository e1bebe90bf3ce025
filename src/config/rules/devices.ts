import { pointer } from "../../common/pointer.ts";
import { cleanPath } from "../path.ts";
import { describeValue } from "../problem.ts";
import type { Linux } from "../spec.ts";
import { type Draft, each, type Findings, type Tolerant } from "./draft.ts";

type Device = Tolerant<NonNullable<Linux["devices"]>[number]>;

/** config-linux.md "Devices". */
export function checkDevices({ linux }: Draft, findings: Findings): void {
  const byPath = new Map<string, Device>();
  each(linux?.devices, (device, index) => {
    const at = pointer("/linux/devices", index);
    checkNumbers(at, device, findings);
    if (device.path === undefined) return;
    if (!device.path.startsWith("/")) {
      findings.problems.push({
        pointer: pointer(at, "path"),
        message: "is not an absolute path",
        found: describeValue(device.path),
      });
      return;
    }
    const path = cleanPath(device.path);
    const earlier = byPath.get(path);
    byPath.set(path, device);
    if (earlier === undefined) return;
    const found = describeValue(device.path);
    if (isSame(earlier, device))
      findings.warnings.push({ pointer: at, message: "is a device that is listed already", found });
    else
      findings.problems.push({ pointer: pointer(at, "path"), message: "is the path of another device already", found });
  });
}

function checkNumbers(at: string, device: Device, { problems, pruned }: Findings): void {
  if (device.type === undefined || device.type === "p") return;
  for (const field of ["major", "minor"] as const) {
    const place = pointer(at, field);
    if (device[field] !== undefined || pruned.includes(place)) continue;
    problems.push({ pointer: place, message: `is required for a device of type ${device.type}, but missing` });
  }
}

function isSame(one: Device, two: Device): boolean {
  return one.type === two.type && one.major === two.major && one.minor === two.minor;
}
