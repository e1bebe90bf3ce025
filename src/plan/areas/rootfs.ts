/** The root file system: how the mount tree is cut loose, entered, and closed off. */
import { MS_PROPAGATION } from "../../config/mount-options.ts";
import type { PlanContext } from "../context.ts";
import type { InitStep } from "../steps.ts";

export const handles: readonly string[] = ["/root", "/linux/rootfsPropagation"];

/**
 * Slave by default: mounts of the host arrive, none of the container's leaves. Only `shared` keeps the tie both ways,
 * since a shared bind mount cannot be had from a tree that is not. Private and slave hold for the whole tree, else
 * its other mounts would stay tied. An unbindable tree could not be bound from, so that waits until the root is set.
 */
export function loosenTree(context: PlanContext): InitStep {
  const asked = context.spec.rootfsPropagation;
  if (asked === undefined || asked.flag === MS_PROPAGATION.UNBINDABLE) {
    const from = asked?.from ?? "default:rootfsPropagation";
    return { at: "init", op: "tree.propagation", from, propagation: MS_PROPAGATION.SLAVE, recursive: true };
  }
  const recursive = asked.flag === MS_PROPAGATION.SHARED ? asked.recursive : true;
  return { at: "init", op: "tree.propagation", from: asked.from, propagation: asked.flag, recursive };
}

export function openRootfs({ spec }: PlanContext): InitStep {
  return { at: "init", op: "rootfs.open", from: spec.rootfs.from, path: spec.rootfs.path };
}

export function enterRootfs({ spec, request }: PlanContext): InitStep {
  const { from } = spec.rootfs;
  return request.noPivot ? { at: "init", op: "rootfs.chroot", from } : { at: "init", op: "rootfs.pivot", from };
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
