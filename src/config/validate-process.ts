/** As validate, for a process by itself: what `exec --process` reads. */
import { validateProcess as hasShape } from "./generated/process-validator.js";
import { normalise } from "./normalise.ts";
import type { Problem } from "./problem.ts";
import { checkProcessAlone } from "./process-alone.ts";
import { prune } from "./prune.ts";
import type { Process } from "./spec.ts";
import { Suggestions } from "./suggest.ts";
import { translate } from "./translate.ts";

export interface ProcessValidation {
  /** Undefined where there are problems. */
  readonly process: Process | undefined;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Pointers are those of the value itself: `/args/0`. Takes the value over, as validate does. */
export function validateProcess(value: unknown): ProcessValidation {
  const problems = normalise(value);
  const warnings: Problem[] = [];
  const suggestions = new Suggestions();
  if (!hasShape(value)) {
    const translation = translate(hasShape.errors ?? [], { document: value, suggestions });
    problems.push(...translation.problems);
    warnings.push(...translation.warnings);
  }
  const pruned = problems.map(({ pointer }) => pointer);
  for (const place of pruned) prune(value, place);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const found = checkProcessAlone(value, { pruned, suggestions });
    problems.push(...found.problems);
    warnings.push(...found.warnings);
  }
  return { process: problems.length === 0 ? (value as Process) : undefined, problems, warnings };
}
