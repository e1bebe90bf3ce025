import { pointer } from "../../common/pointer.ts";
import { mountData } from "../mount-data.ts";
import { isBindMount, MOUNT_ATTR, MOUNT_OPTIONS, type MountOption } from "../mount-options.ts";
import { cleanPath } from "../path.ts";
import type { ResolvedIdmap, ResolvedMount } from "../resolved.ts";
import type { Mount } from "../spec.ts";

export function resolveMounts(mounts: readonly Mount[], bundle: string): ResolvedMount[] {
  return mounts.map((mount, index) => resolveMount(mount, { bundle, from: pointer("/mounts", index) }));
}

function resolveMount(mount: Mount, { bundle, from }: { bundle: string; from: string }): ResolvedMount {
  const options = parseOptions(mount.options ?? []);
  const kind = kindOf(mount, options);
  const type = kind === "bind" ? "bind" : (mount.type ?? "");
  const source = mount.source ?? "";
  // what is new has nothing mounted below it
  const hasTree = kind === "bind" || kind === "remount";
  const top = hasTree ? options.top : both(options.top, options.tree);
  return {
    kind,
    destination: cleanPath(mount.destination),
    type,
    source: kind === "bind" && !source.startsWith("/") ? cleanPath(`${bundle}/${source}`) : source || type,
    recursive: options.recursive,
    attrSet: top.set,
    attrClear: top.clear,
    treeSet: hasTree ? options.tree.set : 0,
    treeClear: hasTree ? options.tree.clear : 0,
    propagation: options.propagation,
    propagationRecursive: options.propagationRecursive,
    idmap: kind === "bind" ? idmapOf(mount, options) : undefined,
    data: kind === "fs" ? dataOf(mount, top) : [],
    copyUp: kind === "fs" && type === "tmpfs" && options.copyUp,
    from,
  };
}

function kindOf(mount: Mount, options: ParsedOptions): ResolvedMount["kind"] {
  if (options.remount) return "remount";
  if (isBindMount(mount)) return "bind";
  return mount.type === "cgroup" ? "cgroup" : "fs";
}

/** A file system on a device that is mounted read-only must be so as a whole: the kernel would open the device for writing. */
function dataOf({ source = "", options = [] }: Mount, top: Attributes): string[] {
  const onDevice = source.startsWith("/") && (top.set & MOUNT_ATTR.RDONLY) !== 0;
  return [...(onDevice ? ["ro"] : []), ...mountData(options)];
}

/** Mappings without the option count too; whoever wants them for a whole tree says `ridmap` (config.md "Mounts"). */
function idmapOf({ uidMappings = [], gidMappings = [] }: Mount, options: ParsedOptions): ResolvedIdmap | undefined {
  const given = uidMappings.length > 0;
  if (!given && options.idmap === undefined) return undefined;
  return {
    recursive: options.idmap === "recursive",
    mappings: given ? { uids: uidMappings, gids: gidMappings } : undefined,
  };
}

/** Bits to set and to clear, as mount_setattr(2) has them. */
interface Attributes {
  set: number;
  clear: number;
  atime: number | undefined;
}

/** Those of `later` on top of the others. */
function both(earlier: Attributes, later: Attributes): Attributes {
  const atime = later.atime ?? earlier.atime;
  const set = (earlier.set & ~later.clear) | later.set;
  const clear = (earlier.clear & ~later.set) | later.clear;
  return { set, clear: atime === undefined ? clear : clear | MOUNT_ATTR.ATIME, atime };
}

interface ParsedOptions {
  recursive: boolean;
  remount: boolean;
  top: Attributes;
  tree: Attributes;
  idmap: "top" | "recursive" | undefined;
  propagation: number;
  propagationRecursive: boolean;
  copyUp: boolean;
}

/** Of options that contradict each other the last wins, as with mount(8). */
function parseOptions(options: readonly string[]): ParsedOptions {
  const parsed: ParsedOptions = {
    recursive: false,
    remount: false,
    top: { set: 0, clear: 0, atime: undefined },
    tree: { set: 0, clear: 0, atime: undefined },
    idmap: undefined,
    propagation: 0,
    propagationRecursive: false,
    copyUp: false,
  };
  for (const name of options) {
    const option = MOUNT_OPTIONS.get(name);
    if (option !== undefined) apply(option, parsed);
  }
  for (const attributes of [parsed.top, parsed.tree]) {
    if (attributes.atime === undefined) continue;
    // mount_setattr(2) wants the whole mask cleared, whichever of the three is set
    attributes.set |= attributes.atime;
    attributes.clear |= MOUNT_ATTR.ATIME;
  }
  return parsed;
}

function applyAttribute(option: Extract<MountOption, { kind: "attribute" }>, attributes: Attributes): void {
  attributes.set = option.on ? attributes.set | option.bit : attributes.set & ~option.bit;
  attributes.clear = option.on ? attributes.clear & ~option.bit : attributes.clear | option.bit;
}

function applyAtime({ on, value }: Extract<MountOption, { kind: "atime" }>, attributes: Attributes): void {
  if (on) attributes.atime = value;
  else if (attributes.atime === undefined || attributes.atime === value) attributes.atime = 0;
}

function apply(option: MountOption, parsed: ParsedOptions): void {
  switch (option.kind) {
    case "attribute":
      applyAttribute(option, option.tree ? parsed.tree : parsed.top);
      return;
    case "atime":
      applyAtime(option, option.tree ? parsed.tree : parsed.top);
      return;
    case "idmap":
      parsed.idmap = option.recursive ? "recursive" : "top";
      return;
    case "propagation":
      parsed.propagation = option.flag;
      parsed.propagationRecursive = option.recursive;
      return;
    case "bind":
      parsed.recursive ||= option.recursive;
      return;
    case "remount":
      parsed.remount = true;
      return;
    case "copyUp":
      parsed.copyUp = true;
      return;
    case "superblock":
    case "none":
      return;
  }
}
