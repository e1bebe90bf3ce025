/** As validate, for limits by themselves: what `update` is given. */
import { validateResources as hasShape } from "./generated/resources-validator.js";
import type { Problem } from "./problem.ts";
import { checkDeviceRules } from "./rules/device-rules.ts";
import { type Draft, runRules } from "./rules/draft.ts";
import { checkIntelRdt } from "./rules/intel-rdt.ts";
import { checkResources } from "./rules/resources.ts";
import { checkShape } from "./shape.ts";
import type { Linux, Resources } from "./spec.ts";
import { Suggestions } from "./suggest.ts";

/** Where the rules find them. */
export const RESOURCES = "/linux/resources";

export interface ResourcesValidation {
  /** Undefined where there are problems. */
  readonly resources: Resources | undefined;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Pointers are those that config.json would have: `/linux/resources/memory/limit`. Takes the value over, as validate does. */
export function validateResources(value: unknown, intelRdt?: Linux["intelRdt"]): ResourcesValidation {
  const suggestions = new Suggestions();
  const { problems, warnings } = checkShape(value, hasShape, suggestions);
  const pruned = problems.map(({ pointer }) => `${RESOURCES}${pointer}`);
  const found = runRules(draftOf(value, intelRdt), [checkResources, checkDeviceRules, checkIntelRdt], {
    pruned,
    suggestions,
  });
  const all = [...problems.map(inConfig), ...found.problems];
  return {
    resources: all.length === 0 ? (value as Resources) : undefined,
    problems: all,
    warnings: [...warnings.map(inConfig), ...found.warnings],
  };
}

function draftOf(value: unknown, intelRdt: Linux["intelRdt"]): Draft {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return { linux: { resources: isObject ? value : undefined, intelRdt } };
}

function inConfig(problem: Problem): Problem {
  return { ...problem, pointer: `${RESOURCES}${problem.pointer}` };
}
