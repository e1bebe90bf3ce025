import type { HostStep, InitStep, Step } from "../steps.ts";

/** A run of steps with one executor; between two of them lies a barrier. */
export type Segment =
  | { readonly at: "host"; readonly start: number; readonly steps: readonly HostStep[] }
  | { readonly at: "init"; readonly start: number; readonly steps: readonly InitStep[] };

/** The plan cut wherever `at` flips. `start` is the index in the plan of a segment's first step. */
export function segments(steps: readonly Step[]): Segment[] {
  const result: Segment[] = [];
  let host: HostStep[] = [];
  let init: InitStep[] = [];
  for (const [start, step] of steps.entries()) {
    const flips = step.at !== steps[start - 1]?.at;
    if (flips && step.at === "host") {
      host = [];
      result.push({ at: "host", start, steps: host });
    } else if (flips) {
      init = [];
      result.push({ at: "init", start, steps: init });
    }
    if (step.at === "host") host.push(step);
    else init.push(step);
  }
  return result;
}
