import { type Arguments, positional, textFlag } from "./arguments.ts";
import { resolvePath } from "./environment.ts";
import { UsageError } from "./usage-error.ts";

/** The bundle of validate and plan: an argument or --bundle, by default the current directory. */
export function bundleArgument(args: Arguments): string {
  const flag = textFlag(args, "bundle");
  const argument = positional(args, 0);
  if (flag !== undefined && argument !== "")
    throw new UsageError("the bundle is given twice, by --bundle and as an argument");
  return resolvePath(flag ?? (argument || "."));
}
