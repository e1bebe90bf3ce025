import type { HostStep } from "../../plan/steps.ts";
import type { ResctrlGroups } from "../stats/resctrl.ts";
import { resctrlMount } from "./facts.ts";

const MONITORING = "/mon_groups/";

/** The groups of a container, whose teardown names them; undefined where it has none. */
export function recordedGroups(teardown: readonly HostStep[], mountinfo: () => string): ResctrlGroups | undefined {
  const dirs = teardown.flatMap((step) => (step.op === "resctrl.remove" ? [step.dir] : []));
  const group = dirs.find((dir) => !dir.includes(MONITORING));
  const mount = group === undefined ? undefined : resctrlMount(mountinfo());
  if (group === undefined || mount === undefined) return undefined;
  return { mount, group, monitored: dirs.find((dir) => dir.includes(MONITORING)) ?? group };
}
