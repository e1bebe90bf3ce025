/** What the areas share while one plan is built: the three inputs, and what follows from them at once. */
import type { ResolvedNamespace, ResolvedSpec } from "../config/resolved.ts";
import { containerCgroups, type PlannedCgroup, unitCgroups } from "./areas/cgroup/paths.ts";
import { type Unit, unitOf } from "./areas/cgroup/systemd/unit.ts";
import { notifyMounts } from "./areas/notify.ts";
import type { Facts, PlanRequest, ProcessFacts, ProcessRequest } from "./facts.ts";
import type { NamespaceType } from "./steps.ts";

/** What concerns one process: create has it for the container's, exec for another one in the container. */
export interface ProcessContext {
  readonly spec: Pick<ResolvedSpec, "process" | "seccomp" | "personality" | "memoryPolicy">;
  readonly facts: ProcessFacts;
  readonly request: ProcessRequest;
  readonly userNamespace: "none" | "new" | "joined";
}

export interface PlanContext extends ProcessContext {
  readonly spec: ResolvedSpec;
  readonly facts: Facts;
  readonly request: PlanRequest;
  /** The container runs in a user namespace that is not the initial one: no mknod, no capability over the host. */
  readonly mapped: boolean;
  /** The runtime itself has no power over the host's cgroups, unless a part of them was delegated to it. */
  readonly rootless: boolean;
  /** Under systemd's driver. */
  readonly unit: Unit | undefined;
  /** The cgroup of the container in every hierarchy, the v2 one last. */
  readonly cgroups: readonly PlannedCgroup[];
}

export function planContext(spec: ResolvedSpec, facts: Facts, request: PlanRequest): PlanContext {
  const user = spec.namespaces.find((ns) => ns.type === "user");
  const unit = unitOf(spec.cgroupsPath, facts, request);
  const userNamespace = user === undefined ? "none" : user.path === undefined ? "new" : "joined";
  return {
    // after all of config.json's: none of them covers it, as under runc
    spec: { ...spec, mounts: [...spec.mounts, ...notifyMounts(request)] },
    facts,
    request,
    userNamespace,
    mapped: userNamespace !== "none" || facts.inUserNamespace,
    rootless: !facts.privileged || facts.inUserNamespace,
    unit,
    cgroups: unit === undefined ? containerCgroups(spec.cgroupsPath, facts, request.id) : unitCgroups(unit, facts),
  };
}

/** The namespace of that type in config.json, new or by path; undefined where the container shares the runtime's. */
export function namespaceOf(context: PlanContext, type: NamespaceType): ResolvedNamespace | undefined {
  return context.spec.namespaces.find((ns) => ns.type === type);
}

/** True where config.json asks for a new namespace of that type. */
export function isNew(context: PlanContext, type: NamespaceType): boolean {
  const namespace = namespaceOf(context, type);
  return namespace !== undefined && namespace.path === undefined;
}
