/** config.json's mounts, in its order (config.md "Mounts": the order given). */
import { mountCall } from "../../config/mount-data.ts";
import { MOUNT_ATTR } from "../../config/mount-options.ts";
import type { ResolvedMount } from "../../config/resolved.ts";
import type { PlanContext } from "../context.ts";
import type { InitStep, MountAttributes, TreeAttributes } from "../steps.ts";
import { cgroupMount } from "./cgroup/mount.ts";
import { idmapSlots } from "./mount-idmap.ts";

export const handles: readonly string[] = ["/mounts"];

/**
 * The sources of binds, as the runtime's own user may open them: in a user namespace that it makes or joins, init may
 * not. Without privilege there is nothing to gain, and clones need some over the mount namespace, which root of a user
 * namespace may lack.
 */
export function openSources(context: PlanContext): InitStep[] {
  const opened = openedSources(context);
  const { steps, slotOf } = idmapSlots(context, opened);
  const sources = opened.map((mount, slot): InitStep => {
    const { from, source, recursive } = mount;
    const idmapRecursive = mount.idmap?.recursive ?? false;
    return { at: "init", op: "source.open", from, slot, source, recursive, idmap: slotOf(mount), idmapRecursive };
  });
  return [...steps, ...sources];
}

/** By slot. Ids can be mapped by who has the privilege over the file system, so always early. */
function openedSources({ spec, userNamespace, facts }: PlanContext): ResolvedMount[] {
  const all = userNamespace !== "none" && facts.privileged && !facts.inUserNamespace;
  return spec.mounts.filter((mount) => mount.kind === "bind" && (all || mount.idmap !== undefined));
}

export function mounts(context: PlanContext): InitStep[] {
  return context.spec.mounts.flatMap((mount) => {
    return stepsFor(context, fillsLater(context, mount) ? withoutReadonly(mount) : mount);
  });
}

/** The read-only ones that had to be writable until what lies on them was made. */
export function closeMounts(context: PlanContext): InitStep[] {
  return context.spec.mounts
    .filter((mount) => fillsLater(context, mount))
    .map(({ from, destination: target }) => {
      const attributes = { attrSet: MOUNT_ATTR.RDONLY, attrClear: 0, propagation: 0, propagationRecursive: false };
      return { at: "init", op: "mount.remount", from, target, ...attributes, treeSet: 0, treeClear: 0 };
    });
}

function stepsFor(context: PlanContext, mount: ResolvedMount): InitStep[] {
  const { from, type, source, destination: target, recursive } = mount;
  const { attrSet, attrClear, treeSet, treeClear, propagation, propagationRecursive } = mount;
  const attributes: MountAttributes = { attrSet, attrClear, propagation, propagationRecursive };
  const tree: TreeAttributes = { treeSet, treeClear };
  switch (mount.kind) {
    case "bind": {
      const slot = openedSources(context).findIndex((opened) => opened.from === from);
      if (slot >= 0) return [{ at: "init", op: "source.place", from, slot, source, target, ...attributes, ...tree }];
      const ifMissing = "fail";
      return [{ at: "init", op: "mount.bind", from, source, target, recursive, ifMissing, ...attributes, ...tree }];
    }
    case "fs":
      return [
        {
          at: "init",
          op: "mount.fs",
          from,
          type,
          source,
          target,
          ...mountCall(mount),
          copyUp: copyUpOf(context, mount),
          ifDenied: "fail",
          ...attributes,
        },
      ];
    case "remount":
      return [{ at: "init", op: "mount.remount", from, target, ...attributes, ...tree }];
    case "cgroup":
      return cgroupMount(context, mount);
  }
}

/** In a user namespace no device can be made, and on a tmpfs that belongs to one none could be opened (SB_I_NODEV). */
function copyUpOf({ mapped }: PlanContext, { copyUp }: ResolvedMount): "nothing" | "all" | "all-but-devices" {
  if (!copyUp) return "nothing";
  return mapped ? "all-but-devices" : "all";
}

/** A read-only tmpfs is empty: mount points, nodes and links below it could not be made. */
function fillsLater({ spec }: PlanContext, mount: ResolvedMount): boolean {
  if (mount.kind !== "fs" || mount.type !== "tmpfs" || (mount.attrSet & MOUNT_ATTR.RDONLY) === 0) return false;
  const later = spec.mounts.slice(spec.mounts.indexOf(mount) + 1);
  // what a later mount covers, a remount by path would miss
  if (later.some((other) => other.destination === mount.destination)) return false;
  const console = spec.process?.terminal === true ? [{ path: "/dev/console" }] : [];
  const paths = [...spec.devices, ...spec.links, ...console].map((made) => made.path);
  const below = [...paths, ...later.map((other) => other.destination)];
  return below.some((path) => path.startsWith(`${mount.destination}/`));
}

function withoutReadonly(mount: ResolvedMount): ResolvedMount {
  return { ...mount, attrSet: mount.attrSet & ~MOUNT_ATTR.RDONLY };
}
