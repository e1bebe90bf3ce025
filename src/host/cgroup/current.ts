import type { ContainerCgroup } from "../../plan/areas/cgroup/paths.ts";
import type { Current } from "../../plan/update/order.ts";
import { readText } from "../stats/files.ts";

/** What these files hold in the container's cgroups, wherever each is; those that cannot be read are left out. */
export function currentLimits(cgroups: readonly ContainerCgroup[], files: readonly string[]): Current {
  const found: Record<string, string> = {};
  for (const file of files) {
    for (const { dir } of cgroups) {
      const text = readText(`${dir}/${file}`);
      if (text !== undefined) found[file] = text;
    }
  }
  return found;
}
