/** What of a mount's options goes to its file system, and by which system call the kernel can be told. */
import { byteLength } from "./byte-length.ts";
import { MOUNT_OPTIONS, MS_SUPERBLOCK } from "./mount-options.ts";

/** Bytes of a value for fsconfig(2): its 256 with the NUL (fs/fsopen.c). */
const FSCONFIG_VALUE = 255;
/** Bytes of data for mount(2): a page with its NUL. */
const MOUNT_DATA = 4095;
/** Flags of the superblock that fsconfig(2) has no name for (fs/fs_context.c). */
const FLAGS_OF_MOUNT: readonly string[] = ["iversion", "silent"];

export interface MountCall {
  /** `mount` only where `fsconfig` cannot say it: fsconfig(2) says which option is wrong, mount(2) has an errno alone. */
  readonly call: "fsconfig" | "mount";
  /** Of the superblock, MS_* for mount(2); fsconfig(2) has them as options. */
  readonly flags: number;
  readonly options: readonly string[];
}

/** Flags of the superblock, of which the last of contrary ones counts, then the file system's own options. */
export function mountData(options: readonly string[]): string[] {
  const flags = new Set<string>();
  const own: string[] = [];
  for (const name of options) {
    const option = MOUNT_OPTIONS.get(name);
    if (option === undefined) own.push(...splitData(name));
    else if (option.kind === "superblock" && option.on) flags.add(option.name);
    else if (option.kind === "superblock") flags.delete(option.name);
  }
  return [...flags, ...own];
}

interface NewFileSystem {
  readonly type: string;
  readonly source: string;
  /** As mountData has them. */
  readonly data: readonly string[];
}

/**
 * How to tell the kernel. More layers of an overlay than mount(2) takes go one by one, which kernels know since 6.8
 * (Documentation/filesystems/overlayfs.rst).
 */
export function mountCall({ type, source, data }: NewFileSystem): MountCall {
  const flagged = data.some((option) => FLAGS_OF_MOUNT.includes(option));
  const short = !isLonger(source, FSCONFIG_VALUE);
  if (!flagged && short && data.every(fitsFsconfig)) return { call: "fsconfig", flags: 0, options: data };
  if (type === "overlay" && !flagged && short && isLonger(data.join(), MOUNT_DATA)) {
    const layers = data.flatMap(singleLayers);
    if (layers.every(fitsFsconfig)) return { call: "fsconfig", flags: 0, options: layers };
  }
  const flags = data.reduce((bits, option) => bits | (MS_SUPERBLOCK.get(option) ?? 0), 0);
  return { call: "mount", flags, options: data.filter((option) => !MS_SUPERBLOCK.has(option)) };
}

/** True where no call takes them. */
export function isTooLong({ call, options }: MountCall): boolean {
  return call === "mount" && isLonger(options.join(), MOUNT_DATA);
}

function isLonger(text: string, bytes: number): boolean {
  // a code unit has three bytes at most, and nearly everything is short
  return text.length * 3 > bytes && byteLength(text) > bytes;
}

function fitsFsconfig(option: string): boolean {
  return !isLonger(option.slice(option.indexOf("=") + 1), FSCONFIG_VALUE);
}

/** `lowerdir=a:b::c` is `lowerdir+=a`, `lowerdir+=b`, `datadir+=c`, where a backslash has no meaning any more. */
function singleLayers(option: string): string[] {
  const key = "lowerdir=";
  if (!option.startsWith(key)) return [option];
  const layers = option.slice(key.length).match(/:*(?:\\.|[^\\:])+/gs) ?? [];
  return layers.map((layer) => {
    const name = layer.startsWith("::") ? "datadir+" : "lowerdir+";
    return `${name}=${layer.replace(/^:+/, "").replace(/\\(.)/gs, "$1")}`;
  });
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
