import { pause } from "../../lifecycle/pause.ts";
import { positional } from "../arguments.ts";
import type { Verb } from "../invocation.ts";

export const run: Verb = ({ runtime, args }) => {
  pause(runtime, positional(args, 0));
  return 0;
};
