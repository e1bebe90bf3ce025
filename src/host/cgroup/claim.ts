import { existsSync, readdirSync, readFileSync } from "node:fs";
import { RuntimeError } from "../../common/errors.ts";
import type { Step } from "../../plan/steps.ts";

/**
 * Before anything is recorded: every cgroup that create will make must be absent or empty. What is recorded is killed
 * and removed by delete, and that must never meet somebody else's processes (`cgroupsPath: "/"`).
 */
export function claimCgroups(steps: readonly Step[]): string[] {
  const dirs: string[] = [];
  for (const step of steps) {
    if (step.op !== "cgroup.create") continue;
    const count = processesIn(step.dir);
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

/** With those of all cgroups below: a slice of the host's has no process itself, and delete would kill its children's. */
export function processesIn(dir: string): number {
  // looked at first: almost always it is absent, and an exception costs more than the look
  if (!existsSync(dir)) return 0;
  const own = readFileSync(`${dir}/cgroup.procs`, "latin1").split("\n").filter(Boolean).length;
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .reduce((sum, { name }) => sum + processesIn(`${dir}/${name}`), own);
}
