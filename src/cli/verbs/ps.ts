import { writeText } from "../../common/output.ts";
import { processes, table } from "../../lifecycle/ps.ts";
import { positional, textFlag } from "../arguments.ts";
import type { Verb } from "../invocation.ts";
import { printJson } from "../json.ts";

const STDOUT = 1;

export const run: Verb = ({ runtime, args }) => {
  const id = positional(args, 0);
  if (textFlag(args, "format") === "json") return printJson(processes(runtime, id), "one line");
  writeText(STDOUT, table(runtime, id, args.positionals.slice(1)));
  return 0;
};
