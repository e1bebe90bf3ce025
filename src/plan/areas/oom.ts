/** process.oomScoreAdj */
import type { ProcessContext } from "../context.ts";
import type { HostStep } from "../steps.ts";

export const handles: readonly string[] = ["/process/oomScoreAdj"];

/** From the host, while init is still dumpable and in the runtime's user namespace; later the file is closed to it. */
export function adjustOom({ spec }: ProcessContext): HostStep[] {
  const value = spec.process?.oomScoreAdj;
  return value === undefined ? [] : [{ at: "host", op: "oom.adjust", from: "/process/oomScoreAdj", value }];
}
