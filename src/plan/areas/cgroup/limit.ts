/** One cgroup limit on its way to a cgroup.write, and the search for the hierarchy that takes it. */
import { RuntimeError } from "../../../common/errors.ts";
import type { Int } from "../../../config/spec.ts";
import type { PlanContext } from "../../context.ts";
import type { HostStep } from "../../steps.ts";

export interface Limit {
  readonly controller: string;
  readonly version: 1 | 2;
  readonly step: HostStep;
}

export interface Place {
  readonly controller: string;
  readonly version: 1 | 2;
  readonly dir: string;
}

/** Where a controller's files are: a v1 hierarchy, else v2. Throws UNSUPPORTED_HOST where the host has neither. */
export function placeOf(context: PlanContext, controller: string, from: string): Place {
  const place = findPlace(context, controller);
  if (place !== undefined) return place;
  throw new RuntimeError("UNSUPPORTED_HOST", `this host gives the runtime no ${controller} cgroup controller`, {
    from,
    hint: "mount the controller, delegate it to the runtime's cgroup, or leave the limit out",
  });
}

export function findPlace(context: PlanContext, controller: string): Place | undefined {
  const v1 = context.cgroups.find((c) => c.hierarchy.controllers.includes(controller));
  if (v1 !== undefined) return { controller, version: 1, dir: v1.dir };
  const v2 = context.cgroups.find((c) => c.version === 2);
  if (v2 === undefined || !context.facts.v2Controllers.includes(controller)) return undefined;
  return { controller, version: 2, dir: v2.dir };
}

export interface Write {
  readonly file: string;
  readonly value: string;
  readonly from: string;
  readonly ifMissing?: "skip";
}

export function limitAt(place: Place, write: Write): Limit {
  const { controller, version, dir } = place;
  return { controller, version, step: { at: "host", op: "cgroup.write", ...write, dir } };
}

/** Callers write 0 for what they leave alone (runc's reading of the spec's optional integers). */
export function isSet(value: Int | undefined): value is Int {
  return value !== undefined && BigInt(value) !== 0n;
}
