/** The root file system: how the mount tree is cut loose, entered, and closed off. */
import { MS_PROPAGATION } from "../../config/mount-options.ts";
import type { ResolvedSpec } from "../../config/resolved.ts";
import type { PlanContext } from "../context.ts";
import type { HostStep, InitStep } from "../steps.ts";

export const handles: readonly string[] = ["/root", "/linux/rootfsPropagation"];

type Namespaced = Pick<ResolvedSpec, "namespaces">;

/** Without a mount namespace the container's mounts are made in the runtime's, whose own must stay as they are. */
function sharesMounts({ spec }: { readonly spec: Namespaced }): boolean {
  return spec.namespaces.every((namespace) => namespace.type !== "mount");
}

/** The mount that a container without a mount namespace has for a root: a place where nothing of anybody else's can be. */
export function ownPlace({ request }: { readonly request: { readonly stateDir: string } }): string {
  return `${request.stateDir}/rootfs`;
}

/**
 * Slave by default: mounts of the host arrive, none of the container's leaves. Only `shared` keeps the tie both ways,
 * since a shared bind mount cannot be had from a tree that is not. Private and slave hold for the whole tree, else
 * its other mounts would stay tied. An unbindable tree could not be bound from, so that waits until the root is set.
 */
export function loosenTree(context: PlanContext): InitStep[] {
  return sharesMounts(context) ? [] : [loosen(context)];
}

function loosen(context: PlanContext): InitStep {
  const asked = context.spec.rootfsPropagation;
  if (asked === undefined || asked.flag === MS_PROPAGATION.UNBINDABLE) {
    const from = asked?.from ?? "default:rootfsPropagation";
    return { at: "init", op: "tree.propagation", from, propagation: MS_PROPAGATION.SLAVE, recursive: true };
  }
  const recursive = asked.flag === MS_PROPAGATION.SHARED ? asked.recursive : true;
  return { at: "init", op: "tree.propagation", from: asked.from, propagation: asked.flag, recursive };
}

export function openRootfs(context: PlanContext): InitStep {
  return openRootfsAt(context, sharesMounts(context) ? ownPlace(context) : context.spec.rootfs.path);
}

export function openRootfsAt({ spec }: PlanContext, place: string): InitStep {
  const { from, path } = spec.rootfs;
  return { at: "init", op: "rootfs.open", from, path, place };
}

export function closeRootfs({ spec }: PlanContext): InitStep {
  return { at: "init", op: "rootfs.close", from: spec.rootfs.from };
}

/** pivot_root(2) would give the container's root to the runtime, and to all others in its mount namespace. */
export function enterRootfs(context: PlanContext): InitStep {
  const { from } = context.spec.rootfs;
  if (sharesMounts(context)) return { at: "init", op: "rootfs.chroot", from, move: false };
  if (context.request.noPivot) return { at: "init", op: "rootfs.chroot", from, move: true };
  return { at: "init", op: "rootfs.pivot", from };
}

/** exec: a mount namespace is entered by its own root, the runtime's is not. */
export function reenterRootfs({
  spec,
  stateDir,
}: {
  readonly spec: Namespaced;
  readonly stateDir: string;
}): InitStep[] {
  if (!sharesMounts({ spec })) return [];
  return [{ at: "init", op: "rootfs.enter", from: "/root", path: ownPlace({ request: { stateDir } }) }];
}

/** No namespace takes these mounts with it when it ends. */
export function detachRootfs(context: PlanContext): HostStep[] {
  if (!sharesMounts(context)) return [];
  return [{ at: "host", op: "rootfs.detach", from: context.spec.rootfs.from, path: ownPlace(context) }];
}

/** Before pivot_root(2) this would act on the runtime's root, not on the container's. */
export function propagateRootfs({ spec }: PlanContext): InitStep[] {
  const asked = spec.rootfsPropagation;
  if (asked === undefined) return [];
  const { flag: propagation, recursive, from } = asked;
  return [{ at: "init", op: "rootfs.propagation", from, propagation, recursive }];
}

export function lockRootfs({ spec }: PlanContext): InitStep[] {
  return spec.rootfs.readonly ? [{ at: "init", op: "rootfs.readonly", from: "/root/readonly" }] : [];
}
