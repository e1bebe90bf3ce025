/** Which cgroup hierarchies this host mounts, and where the runtime itself stands in them (cgroups(7)). */
import { readFileSync } from "node:fs";
import type { CgroupHierarchy, CgroupMode } from "../../plan/facts.ts";

export interface CgroupFacts {
  readonly mode: CgroupMode;
  readonly hierarchies: readonly CgroupHierarchy[];
  readonly v2Controllers: readonly string[];
}

interface MountedHierarchy {
  readonly mount: string;
  readonly root: string;
  readonly type: "cgroup" | "cgroup2";
  readonly options: readonly string[];
}

export function cgroupFacts(): CgroupFacts {
  const hierarchies = hierarchiesOf(
    readFileSync("/proc/self/cgroup", "utf8"),
    readFileSync("/proc/self/mountinfo", "utf8"),
  );
  const mode = modeOf(hierarchies);
  const [first] = hierarchies;
  const v2Controllers = mode === "v2" && first !== undefined ? words(`${first.mount}/cgroup.controllers`) : [];
  return { mode, hierarchies, v2Controllers };
}

/** From the texts of /proc/self/cgroup and /proc/self/mountinfo. */
export function hierarchiesOf(self: string, mountinfo: string): CgroupHierarchy[] {
  const own = ownCgroups(self);
  const found = new Map<string, CgroupHierarchy>();
  for (const hierarchy of cgroupMounts(mountinfo).flatMap((mount) => toHierarchy(mount, own))) {
    const key = hierarchy.controllers.join();
    if (!found.has(key)) found.set(key, hierarchy);
  }
  return [...found.values()];
}

export function modeOf(hierarchies: readonly CgroupHierarchy[]): CgroupMode {
  const v2 = hierarchies.some((h) => h.controllers.length === 0);
  if (!v2) return hierarchies.length > 0 ? "v1" : "none";
  return hierarchies.length > 1 ? "hybrid" : "v2";
}

/** Controller names (joined by commas, empty for v2) to the path in the hierarchy: `4:memory:/x`, `0::/y`. */
function ownCgroups(text: string): Map<string, string> {
  const result = new Map<string, string>();
  for (const line of text.split("\n")) {
    const second = line.indexOf(":", line.indexOf(":") + 1);
    if (second < 0) continue;
    result.set(line.slice(line.indexOf(":") + 1, second), line.slice(second + 1));
  }
  return result;
}

/** proc_pid_mountinfo(5); the first mount of each hierarchy counts. */
function cgroupMounts(text: string): MountedHierarchy[] {
  const result: MountedHierarchy[] = [];
  for (const line of text.split("\n")) {
    const dash = line.indexOf(" - cgroup");
    if (dash < 0) continue;
    const [, , , root = "/", mount = ""] = line.slice(0, dash).split(" ");
    const [type, , options = ""] = line.slice(dash + 3).split(" ");
    if (type === "cgroup" || type === "cgroup2") result.push({ mount, root, type, options: options.split(",") });
  }
  return result;
}

function toHierarchy(mounted: MountedHierarchy, own: ReadonlyMap<string, string>): CgroupHierarchy[] {
  if (mounted.type === "cgroup2") {
    return [{ controllers: [], mount: mounted.mount, self: below(mounted.root, own.get("") ?? "/") }];
  }
  for (const [key, path] of own) {
    const controllers = key.split(",");
    if (key !== "" && controllers.every((c) => mounted.options.includes(c))) {
      return [{ controllers, mount: mounted.mount, self: below(mounted.root, path) }];
    }
  }
  return [];
}

/** The cgroup as seen under the mount point, which may show only a part of the hierarchy. */
function below(root: string, path: string): string {
  if (root === "/" || !path.startsWith(root)) return path;
  return path.slice(root.length) || "/";
}

function words(file: string): string[] {
  try {
    return readFileSync(file, "latin1").trim().split(" ").filter(Boolean);
  } catch {
    return [];
  }
}
