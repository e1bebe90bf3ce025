/** As validate, for a process by itself: what `exec --process` reads. */
import { validateProcess as hasShape } from "./generated/process-validator.js";
import type { Problem } from "./problem.ts";
import { checkProcessAlone } from "./process-alone.ts";
import { checkShape } from "./shape.ts";
import type { Process } from "./spec.ts";
import { Suggestions } from "./suggest.ts";

export interface ProcessValidation {
  /** Undefined where there are problems. */
  readonly process: Process | undefined;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Pointers are those of the value itself: `/args/0`. Takes the value over, as validate does. */
export function validateProcess(value: unknown): ProcessValidation {
  const suggestions = new Suggestions();
  const shape = checkShape(value, hasShape, suggestions);
  const pruned = shape.problems.map(({ pointer }) => pointer);
  const problems = [...shape.problems];
  const warnings = [...shape.warnings];
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const found = checkProcessAlone(value, { pruned, suggestions });
    problems.push(...found.problems);
    warnings.push(...found.warnings);
  }
  return { process: problems.length === 0 ? (value as Process) : undefined, problems, warnings };
}
