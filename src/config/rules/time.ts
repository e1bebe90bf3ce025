import { pointer } from "../../common/pointer.ts";
import type { Draft, Findings } from "./draft.ts";
import { isPruned } from "./draft.ts";

const AT = "/linux/timeOffsets";
/** time_namespaces(7): no other clock has an offset. */
const CLOCKS = ["monotonic", "boottime"];

/** time_namespaces(7): only before a first process is in a time namespace its clocks can be shifted. */
export function checkTimeOffsets({ linux }: Draft, findings: Findings): void {
  const clocks = Object.keys(linux?.timeOffsets ?? {});
  if (clocks.length === 0) return;
  for (const clock of clocks) {
    if (CLOCKS.includes(clock)) continue;
    const near = findings.suggestions.near(clock, CLOCKS);
    const message = "is no clock of a time namespace";
    findings.problems.push({ pointer: pointer(AT, clock), message, allowed: CLOCKS.join(", "), ...near });
  }
  if (isPruned(findings, "/linux/namespaces")) return;
  const namespace = (linux?.namespaces ?? []).find((item) => item?.type === "time");
  const allowed = 'a namespace of type "time" without a path in /linux/namespaces';
  if (namespace === undefined) {
    findings.problems.push({ pointer: AT, message: "cannot be set without a time namespace", allowed });
  } else if (namespace.path) {
    const message = "cannot be set in a time namespace that exists already";
    findings.problems.push({ pointer: AT, message, found: namespace.path, allowed });
  }
}
