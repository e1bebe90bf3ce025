/** linux.maskedPaths and linux.readonlyPaths. */
import type { PlanContext } from "../context.ts";
import type { InitStep } from "../steps.ts";

export const handles: readonly string[] = ["/linux/maskedPaths", "/linux/readonlyPaths"];

export function readonlyPaths({ spec }: PlanContext): InitStep[] {
  return spec.readonlyPaths.map(({ path, from }) => ({ at: "init", op: "path.readonly", from, path }));
}

export function maskedPaths({ spec }: PlanContext): InitStep[] {
  return spec.maskedPaths.map(({ path, from }) => ({ at: "init", op: "path.mask", from, path, options: [] }));
}
