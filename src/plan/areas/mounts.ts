/** config.json's mounts, in its order (config.md "Mounts": the order given). */
import type { ResolvedMount } from "../../config/resolved.ts";
import type { PlanContext } from "../context.ts";
import type { InitStep, MountAttributes } from "../steps.ts";
import { cgroupMount } from "./cgroup/mount.ts";

export const handles: readonly string[] = ["/mounts"];

export function mounts(context: PlanContext): InitStep[] {
  return context.spec.mounts.flatMap((mount) => stepsFor(context, mount));
}

function stepsFor(context: PlanContext, mount: ResolvedMount): InitStep[] {
  const { from, type, source, destination: target, recursive } = mount;
  const { attrSet, attrClear, propagation, propagationRecursive } = mount;
  const attributes: MountAttributes = { attrSet, attrClear, propagation, propagationRecursive };
  switch (mount.kind) {
    case "bind":
      return [{ at: "init", op: "mount.bind", from, source, target, recursive, ifMissing: "fail", ...attributes }];
    case "fs":
      return [
        {
          at: "init",
          op: "mount.fs",
          from,
          type,
          source,
          target,
          options: mount.data,
          ifDenied: "fail",
          ...attributes,
        },
      ];
    case "remount":
      return [{ at: "init", op: "mount.remount", from, target, ...attributes }];
    case "cgroup":
      return cgroupMount(context, mount);
  }
}
