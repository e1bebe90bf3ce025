/** linux.intelRdt: the container's group in resctrl (Documentation/arch/x86/resctrl.rst; AMD and Arm have it too). */
import { RuntimeError } from "../../common/errors.ts";
import type { PlanContext } from "../context.ts";
import type { HostStep } from "../steps.ts";

export const handles: readonly string[] = ["/linux/intelRdt"];

const FROM = "/linux/intelRdt";
const CLOS = "/linux/intelRdt/closID";
const MONITORING = "/linux/intelRdt/enableMonitoring";

interface Group {
  readonly mount: string;
  readonly dir: string;
  readonly from: string;
}

/** The class of service: a directory of resctrl, or its root. */
function classOfService({ spec, facts, request }: PlanContext): Group | undefined {
  if (spec.intelRdt === undefined) return undefined;
  if (facts.resctrl === undefined) {
    throw new RuntimeError("UNSUPPORTED_HOST", "linux.intelRdt is set, but no resctrl file system is mounted", {
      from: FROM,
      hint: "leave it out, or mount -t resctrl resctrl /sys/fs/resctrl where processor and kernel can do it",
    });
  }
  const { closID } = spec.intelRdt;
  const mount = facts.resctrl;
  if (closID === undefined) return { mount, dir: `${mount}/${request.id}`, from: FROM };
  return { mount, dir: closID === "/" ? mount : `${mount}/${closID}`, from: CLOS };
}

function monitoringGroup(context: PlanContext): Group | undefined {
  const group = classOfService(context);
  if (group === undefined || context.spec.intelRdt?.enableMonitoring !== true) return undefined;
  return { mount: group.mount, dir: `${group.dir}/mon_groups/${context.request.id}`, from: MONITORING };
}

/**
 * A group of the container's own must be new. One with a name may be there already, set up as it is asked for here; and
 * where nothing is asked for, it must be there.
 */
export function joinResctrl(context: PlanContext): HostStep[] {
  const group = classOfService(context);
  if (group === undefined) return [];
  const { closID, schemata = [] } = context.spec.intelRdt ?? {};
  const steps: HostStep[] = [
    {
      at: "host",
      op: "resctrl.create",
      ...group,
      ifPresent: closID === undefined ? "fail" : "use",
      ifMissing: closID === undefined || schemata.length > 0 ? "create" : "fail",
    },
  ];
  // before init is in it: it never runs with more than it may have
  if (schemata.length > 0) steps.push(schemataOf(group, schemata));
  steps.push({ at: "host", op: "resctrl.join", ...group });
  const monitored = monitoringGroup(context);
  if (monitored === undefined) return steps;
  return [
    ...steps,
    { at: "host", op: "resctrl.create", ...monitored, ifPresent: "fail", ifMissing: "create" },
    // a monitoring group takes only tasks of the group that it lies in
    { at: "host", op: "resctrl.join", ...monitored },
  ];
}

/** exec: the groups that create put init into, in that order. */
export function rejoinResctrl(groups: readonly Group[]): HostStep[] {
  return groups.map((group) => ({ at: "host", op: "resctrl.join", ...group }));
}

function schemataOf({ mount, dir }: Group, schemata: readonly { line: string; from: string }[]): HostStep {
  const [only, ...more] = schemata;
  const from = only === undefined || more.length > 0 ? FROM : only.from;
  const lines = schemata.map(({ line }) => line);
  return { at: "host", op: "resctrl.schemata", mount, dir, from, lines, ifShared: "agree" };
}

/** A class of service with a name may be shared by then: it stays, unless create fails (config-linux.md "IntelRdt"). */
export function leaveResctrl(context: PlanContext): HostStep[] {
  const steps: HostStep[] = [];
  const monitored = monitoringGroup(context);
  const group = classOfService(context);
  if (monitored !== undefined) steps.push(removalOf(monitored, "remove"));
  if (group !== undefined)
    steps.push(removalOf(group, context.spec.intelRdt?.closID === undefined ? "remove" : "keep"));
  return steps;
}

function removalOf({ dir, from }: Group, ifCreated: "remove" | "keep"): HostStep {
  return { at: "host", op: "resctrl.remove", dir, from, ifCreated };
}
