/** update is another plan: the limits of create, in an order that fits limits which are there already. */
import { RuntimeError } from "../../common/errors.ts";
import type { Resources } from "../../config/spec.ts";
import type { Limit, LimitContext, LimitFacts } from "../areas/cgroup/limit.ts";
import { containerLimits, taskLimits } from "../areas/cgroup/limits.ts";
import type { ContainerCgroup } from "../areas/cgroup/paths.ts";
import type { HostStep } from "../steps.ts";
import { completeForV2 } from "./complete.ts";
import { type Current, inOrder } from "./order.ts";
import { type ResctrlRequest, resctrlSteps } from "./resctrl.ts";
import { throughUnit, type UpdatedUnit } from "./unit.ts";

export interface UpdateRequest extends ResctrlRequest {
  /** Validated. Devices in it are left alone. */
  readonly resources: Resources;
}

export interface UpdateFacts extends LimitFacts {
  readonly current: Current;
  /** The container's, under systemd's driver. */
  readonly unit?: UpdatedUnit | undefined;
}

/** Pure. `from` of steps and errors is where config.json has the limit: `/linux/resources/memory/limit`. */
export function buildUpdate(
  request: UpdateRequest,
  facts: UpdateFacts,
  cgroups: readonly ContainerCgroup[],
): HostStep[] {
  const resources = facts.cgroup.mode === "v2" ? completeForV2(request.resources, facts.current) : request.resources;
  const context: LimitContext = { spec: { resources: withoutZeroTasks(resources) }, facts, cgroups };
  if (cgroups.length === 0 && wantsLimits(request.resources)) throw noCgroup();
  const limits = [...containerLimits(context), ...taskLimits(context)];
  return [
    ...enableControllers(limits, context),
    ...throughUnit(
      inOrder(
        limits.map(({ step }) => step),
        facts.current,
      ),
      facts.unit,
      facts.current,
    ),
    // After the limits: the kernel refuses what the processor cannot do, and then they are set back.
    ...resctrlSteps(request),
  ];
}

/** Programs with the types of an older spec write 0 for what they leave alone. */
function withoutZeroTasks(resources: Resources): Resources {
  const { pids, ...rest } = resources;
  return pids?.limit !== undefined && BigInt(pids.limit) !== 0n ? resources : rest;
}

function wantsLimits({ devices: _, ...rest }: Resources): boolean {
  return Object.keys(rest).length > 0;
}

function noCgroup(): RuntimeError {
  return new RuntimeError("UNSUPPORTED_HOST", "the container has no cgroup whose limits could be changed", {
    from: "/linux/resources",
    hint: "delegate a cgroup to the runtime's user before the container is created",
  });
}

/** v2: create without privilege enables only what its limits need. */
function enableControllers(limits: readonly Limit[], { cgroups }: LimitContext): HostStep[] {
  const needed: Record<string, string> = {};
  for (const { place, step } of limits) {
    if (place.version === 2 && place.controller !== undefined) needed[place.controller] ??= step.from;
  }
  const controllers = Object.keys(needed);
  if (controllers.length === 0) return [];
  return cgroups
    .filter(({ version }) => version === 2)
    .map(({ dir, hierarchy }) => ({
      at: "host",
      op: "cgroup.enable",
      from: "/linux/resources",
      mount: hierarchy.mount,
      dir,
      controllers,
      needed,
    }));
}
