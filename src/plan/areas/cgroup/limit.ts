/** One cgroup limit on its way to a cgroup.write, and the search for the hierarchy that takes it. */
import type { ResolvedSpec } from "../../../config/resolved.ts";
import type { Int } from "../../../config/spec.ts";
import type { Facts } from "../../facts.ts";
import type { HostStep } from "../../steps.ts";
import { absent } from "./absent.ts";
import type { ContainerCgroup } from "./paths.ts";

/** What limits depend on: create has it with the rest of a container, update for them alone. */
export interface LimitContext {
  readonly spec: Pick<ResolvedSpec, "resources">;
  readonly facts: LimitFacts;
  readonly cgroups: readonly ContainerCgroup[];
}

export type LimitFacts = Pick<Facts, "cgroup" | "v2Controllers" | "absentControllers">;

export interface Place {
  /** Undefined for files that every cgroup has. */
  readonly controller: string | undefined;
  readonly version: 1 | 2;
  readonly dir: string;
}

export interface Limit {
  readonly place: Place;
  readonly step: Extract<HostStep, { op: "cgroup.write" }>;
}

/** A controller by its name, or by the two that it has on v1 and v2. */
export type ControllerName = string | BothNames;

export interface BothNames {
  /** Which is also what /proc/cgroups says. */
  readonly v1: string;
  readonly v2: string;
}

export const BLOCK: BothNames = { v1: "blkio", v2: "io" };

function bothNames(name: ControllerName): BothNames {
  return typeof name === "string" ? { v1: name, v2: name } : name;
}

/** Where a controller's files are: a v1 hierarchy, else v2. Throws UNSUPPORTED_HOST, saying why, where the host has neither. */
export function placeOf(context: LimitContext, name: ControllerName, from: string): Place {
  const place = findPlace(context, name);
  if (place !== undefined) return place;
  throw absent(context.facts, bothNames(name), from);
}

export function findPlace(context: LimitContext, name: ControllerName): Place | undefined {
  const names = bothNames(name);
  const v1 = context.cgroups.find((c) => c.hierarchy.controllers.includes(names.v1));
  if (v1 !== undefined) return { controller: names.v1, version: 1, dir: v1.dir };
  const v2 = context.cgroups.find((c) => c.version === 2);
  if (v2 === undefined || !context.facts.v2Controllers.includes(names.v2)) return undefined;
  return { controller: names.v2, version: 2, dir: v2.dir };
}

export type Write = Omit<Limit["step"], "at" | "op" | "dir">;

export function limitAt(place: Place, write: Write): Limit {
  return { place, step: { at: "host", op: "cgroup.write", ...write, dir: place.dir } };
}

/** Callers write 0 for what they leave alone (runc's reading of the spec's optional integers). */
export function isSet(value: Int | undefined): value is Int {
  return value !== undefined && BigInt(value) !== 0n;
}
