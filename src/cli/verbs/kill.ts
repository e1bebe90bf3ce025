import { kill } from "../../lifecycle/kill.ts";
import { isSet, positional } from "../arguments.ts";
import type { Verb } from "../invocation.ts";
import { parseSignal } from "../signals.ts";

export const run: Verb = ({ runtime, args }) => {
  const signal = parseSignal(positional(args, 1) || "TERM");
  kill(runtime, positional(args, 0), { signal, all: isSet(args, "all") });
  return 0;
};
