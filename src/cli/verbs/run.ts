import { run as runContainer } from "../../lifecycle/run.ts";
import { isSet } from "../arguments.ts";
import { createOptions } from "../create-options.ts";
import type { Verb } from "../invocation.ts";

export const run: Verb = ({ runtime, args }) =>
  runContainer(runtime, {
    ...createOptions(args),
    detach: isSet(args, "detach"),
    keep: isSet(args, "keep"),
    noSubreaper: isSet(args, "no-subreaper"),
  });
