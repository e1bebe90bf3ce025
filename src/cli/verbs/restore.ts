import { restore } from "../../lifecycle/restore.ts";
import { isSet, textFlag } from "../arguments.ts";
import { createOptions } from "../create-options.ts";
import { criuDirectories, sharedRequest } from "../criu-options.ts";
import type { Verb } from "../invocation.ts";

export const run: Verb = ({ runtime, args }) =>
  restore(runtime, {
    ...sharedRequest(args),
    container: createOptions(args),
    directories: criuDirectories(args),
    detach: isSet(args, "detach"),
    noSubreaper: isSet(args, "no-subreaper"),
    lsmProfile: textFlag(args, "lsm-profile"),
    lsmMountContext: textFlag(args, "lsm-mount-context"),
  });
