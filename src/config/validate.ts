/** Stage two: is the value a config.json that can be run? Everything that is wrong with it is reported at once. */
import { validateConfig } from "./generated/validators.js";
import type { Problem } from "./problem.ts";
import { checkRules } from "./rules/check.ts";
import type { Draft } from "./rules/draft.ts";
import { checkShape, NONE } from "./shape.ts";
import type { Spec } from "./spec.ts";
import { Suggestions } from "./suggest.ts";

export interface Validation {
  /** Undefined where there are problems. */
  readonly spec: Spec | undefined;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** So many problems of shape are enough to go by. */
const MANY = 1000;

/**
 * Checks the value against the schema and the rules; problems and warnings are in that order. Takes the value over: members
 * that are null are removed from it, and where it is invalid, so are the parts that are.
 */
export function validate(value: unknown): Validation {
  const suggestions = new Suggestions();
  const before = checkShape(value, validateConfig, suggestions);
  const pruned = before.problems.map((problem) => problem.pointer);
  // rules look their places up among those that were refused, which on a hostile file would take for ever
  const after = pruned.length > MANY ? NONE : checkRules(asDraft(value), { pruned, suggestions });
  const problems = [...before.problems, ...after.problems];
  const warnings = [...before.warnings, ...after.warnings];
  return { spec: problems.length === 0 ? (value as Spec) : undefined, problems, warnings };
}

function asDraft(value: unknown): Draft {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Draft) : {};
}
