/** What a mount of type `cgroup` in config.json becomes: the container's view of its own cgroups. */
import { MOUNT_ATTR } from "../../../config/mount-options.ts";
import type { ResolvedMount } from "../../../config/resolved.ts";
import { namespaceOf, type PlanContext } from "../../context.ts";
import type { InitStep, MountAttributes } from "../../steps.ts";
import type { ContainerCgroup } from "./paths.ts";

/** With a cgroup namespace a new mount shows the container's cgroup as its root; without one it is bound there. */
export function cgroupMount(context: PlanContext, mount: ResolvedMount): InitStep[] {
  const v2 = context.cgroups.find((c) => c.version === 2);
  if (context.facts.cgroup.mode === "v2" && v2 !== undefined) return unifiedMount(context, mount, v2);
  return v1Mounts(context, mount);
}

function unifiedMount(context: PlanContext, mount: ResolvedMount, cgroup: ContainerCgroup): InitStep[] {
  const { from, destination: target } = mount;
  const attributes = attributesOf(mount);
  if (namespaceOf(context, "cgroup") !== undefined) {
    return [cgroupFs({ from, type: "cgroup2", target, options: [] }, attributes)];
  }
  const bind = bindOf({ from, source: cgroup.dir, target, rootless: context.rootless }, attributes);
  // Below an rbind of /sys the host's hierarchy would show, writable, where the bind is skipped (CVE-2023-25809).
  return context.rootless ? [{ at: "init", op: "path.mask", from, path: target, options: [] }, bind] : [bind];
}

/** A tmpfs with a directory for each hierarchy, and links where one hierarchy has several controllers. */
function v1Mounts(context: PlanContext, mount: ResolvedMount): InitStep[] {
  const { from, destination } = mount;
  const attributes = attributesOf(mount);
  const cgroups = context.cgroups.filter((c) => c.version === 1);
  const steps: InitStep[] = [tmpfsFor(mount)];
  for (const cgroup of cgroups) {
    const { controllers, mount: hostMount } = cgroup.hierarchy;
    const name = hostMount.slice(hostMount.lastIndexOf("/") + 1);
    const target = `${destination}/${name}`;
    if (namespaceOf(context, "cgroup") !== undefined) {
      steps.push(cgroupFs({ from, type: "cgroup", target, options: controllers }, attributes));
    } else {
      steps.push(bindOf({ from, source: cgroup.dir, target, rootless: context.rootless }, attributes));
    }
    for (const controller of controllers) {
      if (controller === name || controller.includes("=")) continue;
      steps.push({ at: "init", op: "symlink.create", from, path: `${destination}/${controller}`, target: name });
    }
  }
  if ((attributes.attrSet & MOUNT_ATTR.RDONLY) !== 0) steps.push(readonlyAgain(mount));
  return steps;
}

/** Writable until its directories are made. */
function tmpfsFor(mount: ResolvedMount): InitStep {
  const { from, destination: target, propagation, propagationRecursive } = mount;
  const attrSet = MOUNT_ATTR.NOSUID | MOUNT_ATTR.NODEV | MOUNT_ATTR.NOEXEC;
  const attributes: MountAttributes = { attrSet, attrClear: 0, propagation, propagationRecursive };
  const options = ["mode=755"];
  return {
    at: "init",
    op: "mount.fs",
    from,
    type: "tmpfs",
    source: "tmpfs",
    target,
    call: "fsconfig",
    flags: 0,
    options,
    copyUp: "nothing",
    ifDenied: "fail",
    ...attributes,
  };
}

function readonlyAgain({ from, destination: target }: ResolvedMount): InitStep {
  const attributes = { attrSet: MOUNT_ATTR.RDONLY, attrClear: 0, propagation: 0, propagationRecursive: false };
  return { at: "init", op: "mount.remount", from, target, ...attributes, treeSet: 0, treeClear: 0 };
}

interface CgroupFs {
  readonly from: string;
  readonly type: "cgroup" | "cgroup2";
  readonly target: string;
  readonly options: readonly string[];
}

function cgroupFs(fs: CgroupFs, attributes: MountAttributes): InitStep {
  const rest = { source: "cgroup", call: "fsconfig", flags: 0, copyUp: "nothing", ifDenied: "fail" } as const;
  return { at: "init", op: "mount.fs", ...fs, ...rest, ...attributes };
}

interface CgroupBind {
  readonly from: string;
  readonly source: string;
  readonly target: string;
  readonly rootless: boolean;
}

/** Without a delegated cgroup there is none to show. */
function bindOf({ rootless, ...paths }: CgroupBind, attributes: MountAttributes): InitStep {
  const ifMissing = rootless ? "skip" : "fail";
  const tree = { treeSet: 0, treeClear: 0 };
  return { at: "init", op: "mount.bind", ...paths, recursive: false, ifMissing, ...attributes, ...tree };
}

function attributesOf({ attrSet, attrClear, propagation, propagationRecursive }: ResolvedMount): MountAttributes {
  return { attrSet, attrClear, propagation, propagationRecursive };
}
