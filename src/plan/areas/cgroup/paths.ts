/** Where the container's cgroups are, and the steps that make, enter and remove them. */
import { RuntimeError } from "../../../common/errors.ts";
import type { PlanContext } from "../../context.ts";
import type { CgroupHierarchy, Facts } from "../../facts.ts";
import type { HostStep, InitStep } from "../../steps.ts";
import type { JoinedUnit } from "../../unit-steps.ts";
import type { Limit } from "./limit.ts";
import type { Unit } from "./systemd/unit.ts";

export const handles: readonly string[] = ["/linux/cgroupsPath"];

/** The container's own directory in one hierarchy. */
export interface ContainerCgroup {
  readonly version: 1 | 2;
  readonly hierarchy: CgroupHierarchy;
  readonly dir: string;
}

/** One that create makes, or has made. */
export interface PlannedCgroup extends ContainerCgroup {
  /** Who makes it: under systemd's driver that of v2, and of the v1 hierarchy in which it keeps its units. */
  readonly maker: "runtime" | "systemd";
  /** Who moves init into it. */
  readonly mover: "runtime" | "systemd";
}

/**
 * An absolute cgroupsPath counts from the mount point of each hierarchy, any other from the runtime's own cgroup
 * there (config-linux.md "Cgroups Path"); without one it is the container's id. On v2 it counts from the parent of
 * the runtime's own cgroup: that one has processes, so no controller could be enabled for its children
 * (cgroup-v2.rst "No Internal Process Constraint"). On a hybrid host the v2 hierarchy has no controller that is set
 * here, and runc too stays out of it.
 */
export function containerCgroups(path: string | undefined, facts: Pick<Facts, "cgroup">, id: string): PlannedCgroup[] {
  const wanted = path === undefined || path === "" ? id : path;
  return usedHierarchies(facts).map((hierarchy): PlannedCgroup => {
    const base = wanted.startsWith("/") ? "/" : baseOf(hierarchy);
    const dir = clean(`${hierarchy.mount}/${base}/${wanted}`);
    return { version: versionOf(hierarchy), hierarchy, dir, maker: "runtime", mover: "runtime" };
  });
}

/** systemd knows some controllers of v1; in the hierarchies of the others we do what it does in its own, as runc does. */
export function unitCgroups(unit: Unit, facts: Pick<Facts, "cgroup">): PlannedCgroup[] {
  return usedHierarchies(facts).map((hierarchy): PlannedCgroup => {
    const version = versionOf(hierarchy);
    const maker = version === 2 || hierarchy.controllers.includes("name=systemd") ? "systemd" : "runtime";
    const mover = unit.kind === "scope" ? maker : "runtime";
    return { version, hierarchy, dir: clean(`${hierarchy.mount}/${unit.path}`), maker, mover };
  });
}

function usedHierarchies({ cgroup }: Pick<Facts, "cgroup">): CgroupHierarchy[] {
  return distinct(cgroup.hierarchies).filter((one) => versionOf(one) === 1 || cgroup.mode === "v2");
}

function versionOf(hierarchy: CgroupHierarchy): 1 | 2 {
  return hierarchy.controllers.length === 0 ? 2 : 1;
}

/** The cgroup that a relative cgroupsPath counts from, relative to the mount point. */
export function baseOf({ controllers, self }: CgroupHierarchy): string {
  return controllers.length === 0 ? parentOf(self) : self;
}

/** A hierarchy may be mounted twice; the first mount stands for it. */
function distinct(hierarchies: readonly CgroupHierarchy[]): CgroupHierarchy[] {
  const seen = new Map<string, CgroupHierarchy>();
  for (const hierarchy of hierarchies) {
    const key = hierarchy.controllers.join(",");
    if (!seen.has(key)) seen.set(key, hierarchy);
  }
  return [...seen.values()];
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0)) || "/";
}

/** `..` was refused by the config's rules; here it would lead out of the hierarchy (GHSA-5g49-rx9x-qfc6). */
function clean(path: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) {
    throw new RuntimeError("CONFIG_INVALID", `the cgroup path ${path} must not contain ".."`, {
      from: "/linux/cgroupsPath",
    });
  }
  return `/${parts.join("/")}`;
}

/** The pointer that made the container's cgroups be where they are. */
export function cgroupOrigin(context: PlanContext): string {
  return context.spec.cgroupsPath === undefined ? "default:cgroupsPath" : "/linux/cgroupsPath";
}

export function createCgroups(context: PlanContext): HostStep[] {
  const from = cgroupOrigin(context);
  return context.cgroups
    .filter((cgroup) => cgroup.maker === "runtime")
    .map(({ dir, hierarchy }) => ({
      at: "host",
      op: "cgroup.create",
      from,
      dir,
      controllers: hierarchy.controllers,
      ifDenied: tolerance(context),
    }));
}

/**
 * v2: a controller has files in a cgroup only once every parent enables it. With privilege all are enabled, so that
 * statistics are whole; without it only those that a limit needs, since fewer may be delegated.
 */
export function enableControllers(context: PlanContext, limits: readonly Limit[]): HostStep[] {
  const needed: Record<string, string> = {};
  for (const { place, step } of limits) {
    if (place.version === 2 && place.controller !== undefined) needed[place.controller] ??= step.from;
  }
  const { mode } = context.facts.cgroup;
  const controllers = mode === "v2" && !context.rootless ? context.facts.v2Controllers : Object.keys(needed);
  if (controllers.length === 0) return [];
  return context.cgroups
    .filter((cgroup) => cgroup.version === 2)
    .map(({ dir, hierarchy }) => ({
      at: "host",
      op: "cgroup.enable",
      from: cgroupOrigin(context),
      mount: hierarchy.mount,
      dir,
      controllers,
      needed,
    }));
}

export function joinCgroups(context: PlanContext): HostStep[] {
  return joined(goals(context));
}

export function enterCgroups(context: PlanContext): InitStep[] {
  return entered(goals(context));
}

function goals(context: PlanContext): CgroupGoal[] {
  const from = cgroupOrigin(context);
  return context.cgroups
    .filter(({ mover }) => mover === "runtime")
    .map(({ version, dir }) => ({ version, dir, from, ifDenied: tolerance(context), ifBusy: "fail" }));
}

/** A cgroup that a process is to be in. */
export interface CgroupGoal {
  readonly version: 1 | 2;
  readonly dir: string;
  readonly from: string;
  readonly ifDenied: "fail" | "skip";
  readonly ifBusy: "fail" | "beside-init";
  /** As in cgroup.join. */
  readonly unit?: JoinedUnit;
}

/** v2: only cgroup.procs takes a process, and that is best written from outside. */
export function joined(goals: readonly CgroupGoal[]): HostStep[] {
  return goals
    .filter(({ version }) => version === 2)
    .map(({ version: _, ...goal }) => ({ at: "host", op: "cgroup.join", ...goal }));
}

/** v1: init goes by itself, which costs the kernel next to nothing. */
export function entered(goals: readonly CgroupGoal[]): InitStep[] {
  return goals
    .filter(({ version }) => version === 1)
    .map(({ dir, from, ifDenied }) => ({ at: "init", op: "cgroup.enter", from, dir, ifDenied }));
}

export function removeCgroups(context: PlanContext): HostStep[] {
  const from = cgroupOrigin(context);
  return [...context.cgroups].reverse().map(({ dir }) => ({ at: "host", op: "cgroup.remove", from, dir }));
}

/** A user without a delegated cgroup still gets a container, unless --rootless=false; a limit in config.json fails on its own. */
function tolerance(context: PlanContext): "fail" | "skip" {
  const asked = context.request.rootless;
  return asked === "true" || (asked === "auto" && context.rootless) ? "skip" : "fail";
}
