/** process.scheduler, process.ioPriority and process.execCPUAffinity. */
import { numberList } from "../../config/number-list.ts";
import type { ProcessContext } from "../context.ts";
import type { HostStep } from "../steps.ts";

export const handles: readonly string[] = ["/process/scheduler", "/process/ioPriority", "/process/execCPUAffinity"];

/** For exec alone: before the process enters the container's cgroups, or after (config.md "Linux Process"). */
export function bind({ spec }: ProcessContext, when: "initial" | "final"): HostStep[] {
  const cpus = numberList(spec.process?.execCPUAffinity?.[when] ?? "") ?? [];
  if (cpus.length === 0) return [];
  return [{ at: "host", op: "affinity.set", from: `/process/execCPUAffinity/${when}`, cpus }];
}

/** By the host: the kernel asks for CAP_SYS_NICE over the initial user namespace, which init may have left. */
export function schedule({ spec }: ProcessContext): HostStep[] {
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
