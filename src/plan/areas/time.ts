/** linux.timeOffsets: the clocks of a new time namespace. */
import type { PlanContext } from "../context.ts";
import type { InitStep } from "../steps.ts";

export const handles: readonly string[] = ["/linux/timeOffsets"];

/** The kernel asks who opened the file, not who writes to it, for CAP_SYS_TIME over the namespace. */
export function openOffsets({ spec }: PlanContext): InitStep[] {
  return spec.timeOffsets.length === 0 ? [] : [{ at: "init", op: "time.open", from: "/linux/timeOffsets" }];
}

export function setOffsets({ spec }: PlanContext): InitStep[] {
  return spec.timeOffsets.map((offset) => ({ at: "init", op: "time.offset", ...offset }));
}
