/** The mount points of a container that is to be restored: CRIU mounts, but it makes no directory to mount on. */

import { mounts } from "../areas/mounts.ts";
import { closeRootfs, openRootfsAt } from "../areas/rootfs.ts";
import type { PlanContext } from "../context.ts";
import type { InitStep } from "../steps.ts";

/**
 * All is mounted as create does it, which makes what is missing, and unmounted again: what lies on a file system of the
 * container's own is gone with that, what lies in the root file system or in a bind mount's source stays. A root file
 * system that came from elsewhere may lack them.
 */
export function makeMountPoints(context: PlanContext): InitStep[] {
  const { path } = context.spec.rootfs;
  return [openRootfsAt(context, path), ...mounts(plainly(context)), closeRootfs(context)];
}

/** Whose ids a mount has is no matter here, nor what a tmpfs begins with. */
function plainly(context: PlanContext): PlanContext {
  const plain = context.spec.mounts
    .filter(({ kind }) => kind !== "cgroup")
    .map((mount) => ({ ...mount, idmap: undefined, copyUp: false }));
  return { ...context, userNamespace: "none", mapped: false, spec: { ...context.spec, mounts: plain } };
}
