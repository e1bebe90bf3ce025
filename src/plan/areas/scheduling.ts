/** process.scheduler and process.ioPriority. */
import type { PlanContext } from "../context.ts";
import type { HostStep } from "../steps.ts";

// execCPUAffinity makes no step: it is not for the container's init (config.md "Linux Process"). The record keeps it.
export const handles: readonly string[] = ["/process/scheduler", "/process/ioPriority", "/process/execCPUAffinity"];

/** By the host: the kernel asks for CAP_SYS_NICE over the initial user namespace, which init may have left. */
export function schedule({ spec }: PlanContext): HostStep[] {
  const { scheduler, ioPriority } = spec.process ?? {};
  const steps: HostStep[] = [];
  if (scheduler !== undefined) {
    steps.push({ at: "host", op: "scheduler.set", from: "/process/scheduler", ...scheduler });
  }
  if (ioPriority !== undefined) {
    steps.push({ at: "host", op: "ioPriority.set", from: "/process/ioPriority", ...ioPriority });
  }
  return steps;
}
