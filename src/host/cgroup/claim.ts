import { existsSync } from "node:fs";
import { RuntimeError } from "../../common/errors.ts";
import type { Step } from "../../plan/steps.ts";
import { otherOwner } from "./owner.ts";
import { processesBelow } from "./processes.ts";

/** The container that claims. */
export interface Claimant {
  readonly root: string;
  readonly id: string;
}

/**
 * Before anything is recorded: every cgroup that create will make must be absent, or empty and nobody's. What is recorded
 * is killed and removed by delete, and that must never meet somebody else's processes (`cgroupsPath: "/"`), nor those of
 * a container that comes into the cgroup of one that has ended.
 */
export function claimCgroups(steps: readonly Step[], claimant: Claimant): string[] {
  const dirs: string[] = [];
  for (const step of steps) {
    if (step.op === "cgroup.create") {
      dirs.push(step.dir);
      // looked at first: it is nearly always absent, and then there is nobody to look for
      if (existsSync(step.dir)) checkFree(step, claimant);
    } else if (step.op === "systemd.startUnit") {
      for (const { dir } of step.cgroups) {
        dirs.push(dir);
        // it goes with a container's last process, while that container still is on record
        checkFree({ dir, from: step.from }, claimant);
      }
    }
  }
  return dirs;
}

function checkFree({ dir, from }: { readonly dir: string; readonly from: string }, claimant: Claimant): void {
  // with those below: a slice of the host's has no process itself, and delete would kill its children's
  const count = processesBelow(dir).length;
  if (count > 0) {
    throw new RuntimeError("STEP_FAILED", `container's cgroup is not empty: ${count} process(es) found in ${dir}`, {
      from,
      hint: "choose a cgroupsPath of the container's own",
    });
  }
  const other = otherOwner(dir, claimant);
  if (other === undefined) return;
  throw new RuntimeError("STEP_FAILED", `the cgroup ${dir} is that of container ${JSON.stringify(other)}`, {
    from,
    hint: `choose a cgroupsPath of the container's own, or remove the other one: caisson delete ${other}`,
  });
}
