import { writeText } from "../../common/output.ts";
import { planBundle } from "../../lifecycle/plan.ts";
import { planJson, planText } from "../../plan/print.ts";
import { textFlag } from "../arguments.ts";
import { bundleArgument } from "../bundle-argument.ts";
import { resolveOptional } from "../environment.ts";
import type { Verb } from "../invocation.ts";

const STDOUT = 1;

export const run: Verb = ({ runtime, args }) => {
  const consoleSocket = resolveOptional(textFlag(args, "console-socket"));
  const plan = planBundle(runtime, {
    id: textFlag(args, "id") ?? "container",
    bundle: bundleArgument(args),
    consoleSocket,
    noPivot: false,
    noNewKeyring: false,
    preserveFds: 0,
    detached: consoleSocket !== undefined,
  });
  writeText(STDOUT, textFlag(args, "format") === "json" ? planJson(plan) : planText(plan));
  return 0;
};
