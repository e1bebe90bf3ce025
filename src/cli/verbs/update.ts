import { readResources } from "../../lifecycle/resources-file.ts";
import { update } from "../../lifecycle/update.ts";
import { positional, textFlag } from "../arguments.ts";
import { resolvePath } from "../environment.ts";
import type { Verb } from "../invocation.ts";
import { resourcesOfFlags, warnOfIgnored } from "../update-options.ts";

export const run: Verb = ({ runtime, args }) => {
  const path = textFlag(args, "resources");
  if (path !== undefined) warnOfIgnored(args, runtime.warn);
  const given =
    path === undefined
      ? resourcesOfFlags(args, runtime.warn)
      : { ...readResources(path === "-" ? path : resolvePath(path)), flags: new Map<string, string>() };
  update(runtime, positional(args, 0), {
    ...given,
    l3CacheSchema: textFlag(args, "l3-cache-schema") ?? "",
    memBwSchema: textFlag(args, "mem-bw-schema") ?? "",
  });
  return 0;
};
