import type { CreateOptions } from "../lifecycle/runtime.ts";
import { type Arguments, countFlag, isSet, positional, textFlag } from "./arguments.ts";
import { resolveOptional, resolvePath } from "./environment.ts";

/** The flags that create and run share. Paths are made absolute here, against the caller's directory. */
export function createOptions(args: Arguments): CreateOptions {
  return {
    id: positional(args, 0),
    bundle: resolvePath(textFlag(args, "bundle") ?? "."),
    pidFile: resolveOptional(textFlag(args, "pid-file")),
    consoleSocket: resolveOptional(textFlag(args, "console-socket")),
    pidfdSocket: resolveOptional(textFlag(args, "pidfd-socket")),
    noPivot: isSet(args, "no-pivot"),
    noNewKeyring: isSet(args, "no-new-keyring"),
    preserveFds: countFlag(args, "preserve-fds"),
  };
}
