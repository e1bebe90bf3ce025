/** A container's cgroups, as its record names them, in the hierarchies that are mounted now. */
import type { ContainerCgroup } from "../../plan/areas/cgroup/paths.ts";
import type { CgroupHierarchy } from "../../plan/facts.ts";

/** A hierarchy may be mounted within another's mount point: the longest that fits is a directory's own. */
export function recordedCgroups(dirs: readonly string[], hierarchies: readonly CgroupHierarchy[]): ContainerCgroup[] {
  return dirs.flatMap((dir) => {
    const around = hierarchies.filter(({ mount }) => dir === mount || dir.startsWith(`${mount}/`));
    const [hierarchy] = around.sort((a, b) => b.mount.length - a.mount.length);
    if (hierarchy === undefined) return [];
    return [{ version: hierarchy.controllers.length === 0 ? (2 as const) : (1 as const), hierarchy, dir }];
  });
}
