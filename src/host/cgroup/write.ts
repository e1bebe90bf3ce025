import { readFileSync, writeFileSync } from "node:fs";
import { RuntimeError } from "../../common/errors.ts";
import type { HostStep } from "../../plan/steps.ts";
import { hasCode } from "../../state/store.ts";
import type { Session } from "../session.ts";

/** One value, one write(2): the kernel takes or refuses it as a whole. */
export function writeCgroup(step: Extract<HostStep, { op: "cgroup.write" }>, session: Session): void {
  if (session.deniedCgroups.has(step.dir)) {
    throw new RuntimeError(
      "STEP_FAILED",
      `cannot set ${step.file}: the runtime's user may not make the cgroup ${step.dir}`,
      {
        from: step.from,
        hint: "delegate a cgroup to this user, or leave the limit out",
      },
    );
  }
  try {
    writeFileSync(`${step.dir}/${step.file}`, step.value, { flag: "r+" });
  } catch (error) {
    if (step.ifMissing !== "skip" || !hasCode(error, "ENOENT")) throw error;
  }
}

/** v2: from the mount point down, since a controller reaches a child only through every parent. */
export function enableControllers(step: Extract<HostStep, { op: "cgroup.enable" }>): void {
  const names = step.dir.slice(step.mount.length).split("/").filter(Boolean);
  let dir = step.mount;
  for (const name of names) {
    const offered = words(`${dir}/cgroup.controllers`);
    const enabled = words(`${dir}/cgroup.subtree_control`);
    const missing = step.controllers.filter((c) => offered.includes(c) && !enabled.includes(c));
    if (missing.length > 0)
      writeFileSync(`${dir}/cgroup.subtree_control`, missing.map((c) => `+${c}`).join(" "), { flag: "r+" });
    dir = `${dir}/${name}`;
  }
}

function words(file: string): string[] {
  return readFileSync(file, "latin1").trim().split(" ").filter(Boolean);
}
