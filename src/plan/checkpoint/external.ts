/**
 * What of a container lies outside of it: bind mounts, masks, namespaces at a path. CRIU writes a name in place of each
 * into the image, and is told at restore what stands for that name. The names are those that runc gives, so that an
 * image of either can be restored by the other.
 */
import { RuntimeError } from "../../common/errors.ts";
import type { ResolvedNamespace, ResolvedSpec } from "../../config/resolved.ts";
import type { ContainerCgroup } from "../areas/cgroup/paths.ts";
import { TARGET as NOTIFY } from "../areas/notify.ts";
import type { CriuJoinedNamespace, InheritedNamespace } from "./criu.ts";

/** A mount of the container as /proc/PID/mountinfo has it. */
export interface SeenMount {
  readonly mountPoint: string;
  /** What of its file system it shows. */
  readonly root: string;
}

/** The keys that runc made up; they are part of the image. */
const INHERITED: Readonly<Record<string, { readonly type: string; readonly key: string }>> = {
  network: { type: "net", key: "extRootNetNS" },
  pid: { type: "pid", key: "extRootPidNS" },
};
/** What CRIU joins by itself, by its own names (criu/namespaces.c, join_ns_add). */
const JOINED: Readonly<Record<string, string>> = { ipc: "ipc", uts: "uts", time: "time", user: "user", mount: "mnt" };

interface ExternalMount {
  /** In config.json's words. */
  readonly destination: string;
  /** On the host. */
  readonly source: string;
  /** A bind that has all mounts below its source with it. */
  readonly recursive: boolean;
}

function externalMounts(spec: ResolvedSpec, cgroups: readonly ContainerCgroup[]): ExternalMount[] {
  const devices = spec.devices.map(({ path }) => ({ destination: path, source: path, recursive: false }));
  const mounts = spec.mounts.flatMap((mount): ExternalMount[] => {
    if (mount.kind === "bind") return [mount];
    return mount.kind === "cgroup" ? cgroupBinds(spec, mount.destination, cgroups) : [];
  });
  return [...mounts, ...devices];
}

/** With a cgroup namespace they are file systems of the container's own. */
function cgroupBinds(spec: ResolvedSpec, destination: string, cgroups: readonly ContainerCgroup[]): ExternalMount[] {
  if (spec.namespaces.some(({ type }) => type === "cgroup")) return [];
  return cgroups.map(({ version, dir, hierarchy: { mount } }) => ({
    destination: version === 2 ? destination : `${destination}/${mount.slice(mount.lastIndexOf("/") + 1)}`,
    source: dir,
    recursive: false,
  }));
}

export interface DumpedContainer {
  readonly spec: ResolvedSpec;
  readonly cgroups: readonly ContainerCgroup[];
  readonly mounts: readonly SeenMount[];
  /** Where a destination really is, in the container. */
  readonly resolve: (destination: string) => string;
  /** The inode of a namespace's file. */
  readonly inodeOf: (path: string) => number;
}

/** `--external` of a dump. */
export function dumpedExternals({ spec, cgroups, mounts, resolve, inodeOf }: DumpedContainer): string[] {
  const masks = spec.maskedPaths
    .filter(({ path }) => mounts.some((seen) => seen.mountPoint === path && seen.root === "/null"))
    .map(({ path }) => `mnt[${path}]:/dev/null`);
  const own = ownMountPoints(spec);
  const binds = externalMounts(spec, cgroups).flatMap(({ destination, recursive }) => {
    const place = resolve(destination);
    const below = recursive ? mounts.filter(({ mountPoint }) => isBelow(mountPoint, place)) : [];
    return [place, ...below.map(({ mountPoint }) => mountPoint).filter((point) => !own.has(point))];
  });
  // no mount of config.json's: create made it for a caller that is a service manager's unit
  if (mounts.some(({ mountPoint }) => mountPoint === NOTIFY)) binds.push(NOTIFY);
  const namespaces = atPath(spec).flatMap(({ type, path }) => {
    const known = INHERITED[type];
    return known === undefined ? [] : [`${known.type}[${inodeOf(path)}]:${known.key}`];
  });
  return [...new Set([...binds.map((place) => `mnt[${place}]:${place}`), ...masks, ...namespaces])];
}

/** What config.json itself puts somewhere, be it into a bind mount. */
function ownMountPoints({ mounts, maskedPaths, readonlyPaths, devices }: ResolvedSpec): Set<string> {
  const paths = [...maskedPaths, ...readonlyPaths, ...devices].map(({ path }) => path);
  return new Set([...paths, ...mounts.map(({ destination }) => destination)]);
}

function isBelow(path: string, directory: string): boolean {
  return path.startsWith(directory.endsWith("/") ? directory : `${directory}/`);
}

export interface RestoredContainer {
  readonly spec: ResolvedSpec;
  readonly cgroups: readonly ContainerCgroup[];
  /** Of the host. */
  readonly mounts: readonly SeenMount[];
  /** Directory in place of the one that a service manager's socket was in. */
  readonly notify: string;
}

/** `--external` of a restore. A name that the image does not have does no harm. */
export function restoredExternals({ spec, cgroups, mounts, notify }: RestoredContainer): string[] {
  const masks = spec.maskedPaths.length === 0 ? [] : ["mnt[/dev/null]:/dev/null"];
  const binds = externalMounts(spec, cgroups).flatMap(({ destination, source, recursive }) => {
    const below = recursive ? mounts.filter(({ mountPoint }) => isBelow(mountPoint, source)) : [];
    const tails = below.map(({ mountPoint }) => mountPoint.slice(source.length));
    return ["", ...tails].map((tail) => `mnt[${destination}${tail}]:${source}${tail}`);
  });
  return [...new Set([...binds, ...masks, `mnt[${NOTIFY}]:${notify}`])];
}

export function inheritedNamespaces(spec: ResolvedSpec): InheritedNamespace[] {
  return atPath(spec).flatMap(({ type, path, from }) => {
    const known = INHERITED[type];
    return known === undefined ? [] : [{ key: known.key, path, from }];
  });
}

/** Throws CONFIG_UNSUPPORTED for one that CRIU cannot join. */
export function joinedNamespaces(spec: ResolvedSpec): CriuJoinedNamespace[] {
  return atPath(spec)
    .filter(({ type }) => INHERITED[type] === undefined)
    .map(({ type, path, from }) => {
      const ns = JOINED[type];
      if (ns !== undefined) return { ns, nsFile: path };
      throw new RuntimeError("CONFIG_UNSUPPORTED", `CRIU cannot restore into the ${type} namespace ${path}`, { from });
    });
}

function atPath(spec: ResolvedSpec): (ResolvedNamespace & { readonly path: string })[] {
  return spec.namespaces.filter((ns): ns is ResolvedNamespace & { path: string } => ns.path !== undefined);
}
