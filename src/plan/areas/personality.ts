/** linux.personality */
import type { ProcessContext } from "../context.ts";
import type { InitStep } from "../steps.ts";

export const handles: readonly string[] = ["/linux/personality"];

export function setPersonality({ spec }: ProcessContext): InitStep[] {
  if (spec.personality === undefined) return [];
  return [{ at: "init", op: "personality.set", from: "/linux/personality", domain: spec.personality }];
}
