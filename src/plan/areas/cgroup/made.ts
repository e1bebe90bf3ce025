/** The cgroups that a plan makes for its container, in the order of its steps. */
import type { Step } from "../../steps.ts";

export interface MadeCgroup {
  readonly dir: string;
  /** As in CgroupHierarchy: none is v2. */
  readonly controllers: readonly string[];
  readonly ifDenied: "fail" | "skip";
  readonly from: string;
  /** Of which unit it is, where systemd made it. */
  readonly unit?: { readonly manager: "system" | "user"; readonly name: string };
}

/** By the runtime, or by systemd for the container's unit. */
export function madeCgroups(steps: readonly Step[]): MadeCgroup[] {
  return steps.flatMap((step): MadeCgroup[] => {
    if (step.op === "cgroup.create") {
      const { dir, controllers, ifDenied, from } = step;
      return [{ dir, controllers, ifDenied, from }];
    }
    if (step.op !== "systemd.startUnit") return [];
    const unit = { manager: step.manager, name: step.unit };
    return step.cgroups.map((cgroup) => ({ ...cgroup, ifDenied: "fail", from: step.from, unit }));
  });
}
