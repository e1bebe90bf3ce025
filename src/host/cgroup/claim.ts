import { RuntimeError } from "../../common/errors.ts";
import type { Step } from "../../plan/steps.ts";
import { processesBelow } from "./processes.ts";

/**
 * Before anything is recorded: every cgroup that create will make must be absent or empty. What is recorded is killed
 * and removed by delete, and that must never meet somebody else's processes (`cgroupsPath: "/"`).
 */
export function claimCgroups(steps: readonly Step[]): string[] {
  const dirs: string[] = [];
  for (const step of steps) {
    if (step.op !== "cgroup.create") continue;
    // with those below: a slice of the host's has no process itself, and delete would kill its children's
    const count = processesBelow(step.dir).length;
    if (count > 0) {
      throw new RuntimeError(
        "STEP_FAILED",
        `container's cgroup is not empty: ${count} process(es) found in ${step.dir}`,
        {
          from: step.from,
          hint: "choose a cgroupsPath of the container's own",
        },
      );
    }
    dirs.push(step.dir);
  }
  return dirs;
}
