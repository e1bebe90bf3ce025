import { resume } from "../../lifecycle/pause.ts";
import { positional } from "../arguments.ts";
import type { Verb } from "../invocation.ts";

export const run: Verb = ({ runtime, args }) => {
  resume(runtime, positional(args, 0));
  return 0;
};
