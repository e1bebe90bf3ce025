import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { RuntimeError } from "../../common/errors.ts";
import type { HostStep } from "../../plan/steps.ts";
import { hasCode } from "../../state/store.ts";
import type { Session } from "../session.ts";

type Write = Extract<HostStep, { op: "cgroup.write" }>;

/** One value, one write(2): the kernel takes or refuses it as a whole. */
export function writeCgroup(step: Write, session: Session): void {
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
  if (step.above !== undefined) checkAbove(step, step.above);
  try {
    writeControl(`${step.dir}/${step.file}`, step.value);
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
    if (step.otherwise !== undefined) writeControl(`${step.dir}/${step.otherwise.file}`, step.otherwise.value);
    else if (step.ifMissing !== "skip") throw error;
  }
}

function checkAbove({ dir, file, value, from }: Write, used: string): void {
  if (!existsSync(`${dir}/${used}`)) return;
  const usage = readFileSync(`${dir}/${used}`, "latin1").trim();
  if (BigInt(usage) < BigInt(value)) return;
  throw new RuntimeError("STEP_FAILED", `${file} of ${dir} is to be ${value}, and ${usage} bytes are in use`, {
    from,
    hint: "raise the limit, choose another cgroupsPath, or leave memory.checkBeforeUpdate out",
  });
}

/** Never makes the file: what cgroupfs lacks, nobody can add. */
export function writeControl(file: string, value: string): void {
  writeFileSync(file, value, { flag: "r+" });
}
