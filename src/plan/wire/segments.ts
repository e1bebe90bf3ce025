import type { HostStep, InitStep, Step } from "../steps.ts";

/** A run of steps with one executor; between two of them lies a barrier. */
export type Segment =
  | { readonly at: "host"; readonly start: number; readonly steps: readonly HostStep[] }
  | { readonly at: "init"; readonly start: number; readonly steps: readonly InitStep[] };

/** The plan cut wherever `at` flips. `start` is the index in the plan of a segment's first step. */
export function segments(steps: readonly Step[]): Segment[] {
  const result: Segment[] = [];
  let start = 0;
  while (start < steps.length) {
    const at = steps[start]?.at ?? "host";
    const end = endOfRun(steps, start);
    const run = steps.slice(start, end);
    result.push(
      at === "host"
        ? { at, start, steps: run.filter((step): step is HostStep => step.at === "host") }
        : { at, start, steps: run.filter((step): step is InitStep => step.at === "init") },
    );
    start = end;
  }
  return result;
}

function endOfRun(steps: readonly Step[], start: number): number {
  const end = steps.findIndex((step, index) => index > start && step.at !== steps[start]?.at);
  return end < 0 ? steps.length : end;
}
