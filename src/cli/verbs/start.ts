import { start } from "../../lifecycle/start.ts";
import { positional } from "../arguments.ts";
import type { Verb } from "../invocation.ts";

export const run: Verb = ({ runtime, args }) => {
  start(runtime, positional(args, 0));
  return 0;
};
