import { remove } from "../../lifecycle/delete.ts";
import { isSet, positional } from "../arguments.ts";
import type { Verb } from "../invocation.ts";

export const run: Verb = ({ runtime, args }) => {
  remove(runtime, positional(args, 0), { force: isSet(args, "force") });
  return 0;
};
