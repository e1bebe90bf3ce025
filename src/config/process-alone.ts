/** The rules for a process that is no part of a config.json. */
import type { Problem } from "./problem.ts";
import { type Draft, type RuleOptions, runRules } from "./rules/draft.ts";
import { PROCESS_RULES } from "./rules/of-process.ts";

const AT = "/process";

/** Pointers, those of `pruned` too, are those of the process: `/args/0`. */
export function checkProcessAlone(
  process: NonNullable<Draft["process"]>,
  { pruned, suggestions }: RuleOptions,
): { readonly problems: Problem[]; readonly warnings: Problem[] } {
  const { problems, warnings } = runRules({ process }, PROCESS_RULES, {
    pruned: pruned.map((place) => `${AT}${place}`),
    suggestions,
  });
  return { problems: problems.map(alone), warnings: warnings.map(alone) };
}

function alone(problem: Problem): Problem {
  return { ...problem, pointer: problem.pointer.slice(AT.length) };
}
