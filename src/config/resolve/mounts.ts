import { pointer } from "../../common/pointer.ts";
import { isBindMount, MOUNT_ATTR, MOUNT_OPTIONS, type MountOption } from "../mount-options.ts";
import { cleanPath } from "../path.ts";
import type { ResolvedMount } from "../resolved.ts";
import type { Mount } from "../spec.ts";

export function resolveMounts(mounts: readonly Mount[], bundle: string): ResolvedMount[] {
  return mounts.map((mount, index) => resolveMount(mount, { bundle, from: pointer("/mounts", index) }));
}

function resolveMount(mount: Mount, { bundle, from }: { bundle: string; from: string }): ResolvedMount {
  const options = parseOptions(mount.options ?? []);
  const kind = kindOf(mount, options);
  const type = kind === "bind" ? "bind" : (mount.type ?? "");
  const source = mount.source ?? "";
  return {
    kind,
    destination: cleanPath(mount.destination),
    type,
    source: kind === "bind" && !source.startsWith("/") ? cleanPath(`${bundle}/${source}`) : source || type,
    recursive: options.recursive,
    attrSet: options.attrSet,
    attrClear: options.attrClear,
    propagation: options.propagation,
    propagationRecursive: options.propagationRecursive,
    data: kind === "fs" || kind === "cgroup" ? dataOf(source, options) : [],
    copyUp: kind === "fs" && type === "tmpfs" && options.copyUp,
    from,
  };
}

function kindOf(mount: Mount, options: ParsedOptions): ResolvedMount["kind"] {
  if (options.remount) return "remount";
  if (isBindMount(mount)) return "bind";
  return mount.type === "cgroup" ? "cgroup" : "fs";
}

/**
 * What goes to the file system: its own options, and the flags of the superblock. A file system on a device that is mounted
 * read-only must be so as a whole too, since the kernel would open the device for writing.
 */
function dataOf(source: string, options: ParsedOptions): string[] {
  const onDevice = source.startsWith("/") && (options.attrSet & MOUNT_ATTR.RDONLY) !== 0;
  return [...(onDevice ? ["ro"] : []), ...options.superblock, ...options.data];
}

interface ParsedOptions {
  recursive: boolean;
  remount: boolean;
  attrSet: number;
  attrClear: number;
  atime: number | undefined;
  propagation: number;
  propagationRecursive: boolean;
  superblock: Set<string>;
  data: string[];
  copyUp: boolean;
}

/** Of options that contradict each other the last wins, as with mount(8). */
function parseOptions(options: readonly string[]): ParsedOptions {
  const parsed: ParsedOptions = {
    recursive: false,
    remount: false,
    attrSet: 0,
    attrClear: 0,
    atime: undefined,
    propagation: 0,
    propagationRecursive: false,
    superblock: new Set(),
    data: [],
    copyUp: false,
  };
  for (const name of options) {
    const option = MOUNT_OPTIONS.get(name);
    if (option === undefined) parsed.data.push(...splitData(name));
    else apply(option, parsed);
  }
  if (parsed.atime !== undefined) {
    // mount_setattr(2) wants the whole mask cleared, whichever of the three is set
    parsed.attrSet |= parsed.atime;
    parsed.attrClear |= MOUNT_ATTR.ATIME;
  }
  return parsed;
}

function apply(option: MountOption, parsed: ParsedOptions): void {
  switch (option.kind) {
    case "attribute":
      parsed.attrSet = option.on ? parsed.attrSet | option.bit : parsed.attrSet & ~option.bit;
      parsed.attrClear = option.on ? parsed.attrClear & ~option.bit : parsed.attrClear | option.bit;
      return;
    case "atime":
      if (option.on) parsed.atime = option.value;
      else if (parsed.atime === undefined || parsed.atime === option.value) parsed.atime = 0;
      return;
    case "superblock":
      if (option.on) parsed.superblock.add(option.name);
      else parsed.superblock.delete(option.name);
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
    case "none":
    case "inexpressible":
    case "unsupported":
      return;
  }
}

/**
 * mount(2) splits data at commas, and callers rely on it; fsconfig(2) takes one option at a time. A comma after a backslash
 * (overlay) or in double quotes (security contexts) is part of a value.
 */
function splitData(text: string): string[] {
  if (!text.includes(",")) return text === "" ? [] : [unquoted(text)];
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === "\\") at++;
    else if (char === '"') quoted = !quoted;
    else if (char === "," && !quoted) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts.filter((part) => part !== "").map(unquoted);
}

const CONTEXTS: readonly string[] = ["context", "fscontext", "defcontext", "rootcontext"];

/** mount(2) takes the quotes off a security context, and callers rely on it; fsconfig(2) does not. */
function unquoted(option: string): string {
  const quote = option.indexOf('="');
  if (quote < 0 || !option.endsWith('"') || option.length < quote + 3) return option;
  const key = option.slice(0, quote);
  return CONTEXTS.includes(key) ? `${key}=${option.slice(quote + 2, -1)}` : option;
}
