import { writeText } from "../../common/output.ts";
import { problemLine } from "../../config/problem.ts";
import { validateBundle } from "../../lifecycle/bundle.ts";
import { bundleArgument } from "../bundle-argument.ts";
import type { Verb } from "../invocation.ts";

const STDOUT = 1;

export const run: Verb = ({ args }) => {
  const bundle = bundleArgument(args);
  const { problems, warnings } = validateBundle(bundle);
  const lines = [
    ...problems.map((problem) => `error    ${problemLine(problem)}`),
    ...warnings.map((warning) => `warning  ${problemLine(warning)}`),
    `${bundle}/config.json: ${problems.length} errors, ${warnings.length} warnings`,
  ];
  writeText(STDOUT, lines.map((line) => `${line}\n`).join(""));
  return problems.length === 0 ? 0 : 1;
};
