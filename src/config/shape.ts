import type { Validator } from "./generated/validators.js";
import { normalise } from "./normalise.ts";
import { prune } from "./prune.ts";
import type { Suggestions } from "./suggest.ts";
import { type Translation, translate } from "./translate.ts";

/** Nothing to object to. */
export const NONE: Translation = { problems: [], warnings: [] };

/**
 * Checks the value against its schema. Takes it over: members that are null are removed from it, and so are the parts
 * that are invalid, so that rules which come after see none of them.
 */
export function checkShape(value: unknown, hasShape: Validator, suggestions: Suggestions): Translation {
  const nulls = normalise(value);
  const shape = hasShape(value) ? NONE : translate(hasShape.errors ?? [], { document: value, suggestions });
  const problems = [...nulls, ...shape.problems];
  for (const { pointer } of problems) prune(value, pointer);
  return { problems, warnings: shape.warnings };
}
