/** linux.sysctl */
import type { PlanContext } from "../context.ts";
import type { InitStep } from "../steps.ts";

export const handles: readonly string[] = ["/linux/sysctl"];

export function sysctls({ spec }: PlanContext): InitStep[] {
  return spec.sysctl.map(({ key, value, from }) => ({ at: "init", op: "sysctl.write", from, key, value }));
}
