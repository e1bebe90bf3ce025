/** Words for the numbers in steps. */
import { CAPABILITIES } from "../../config/capabilities.ts";
import { MOUNT_ATTR, MS_PROPAGATION, MS_SUPERBLOCK } from "../../config/mount-options.ts";
import type { HookStep, IdMapping, MountAttributes, TreeAttributes } from "../steps.ts";

const INFINITY = 0xffffffffffffffffn;
const UNITS = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"] as const;

/** config.json may hold what a terminal acts upon: escape sequences, line ends, changes of direction. */
export function printable(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g, (char) => {
    return `\\u{${char.charCodeAt(0).toString(16)}}`;
  });
}

/** A command line that a shell would read the same way, near enough. */
export function commandLine(args: readonly string[]): string {
  return args.map((arg) => (/^[\w./:=@%+,-]+$/.test(arg) ? arg : JSON.stringify(arg))).join(" ");
}

export function hookWords(hook: HookStep): string {
  const args = hook.args.slice(1);
  const limit = hook.timeout > 0 ? `, at most ${hook.timeout / 1000} s` : "";
  return `${hook.event} ${commandLine([hook.path, ...args])}${limit}`;
}

const ATTRIBUTE_WORDS: readonly (readonly [bit: number, set: string, clear: string])[] = [
  [MOUNT_ATTR.RDONLY, "ro", "rw"],
  [MOUNT_ATTR.NOSUID, "nosuid", "suid"],
  [MOUNT_ATTR.NODEV, "nodev", "dev"],
  [MOUNT_ATTR.NOEXEC, "noexec", "exec"],
  [MOUNT_ATTR.NODIRATIME, "nodiratime", "diratime"],
  [MOUNT_ATTR.NOSYMFOLLOW, "nosymfollow", "symfollow"],
];

/** Options as mount(8) has them, those of the mount before those of the file system. */
export function mountOptions(
  attributes: MountAttributes & Partial<TreeAttributes>,
  data: readonly string[] = [],
): string {
  const { attrSet, attrClear, treeSet = 0, treeClear = 0 } = attributes;
  const words = attributeWords(attrSet, attrClear);
  for (const word of attributeWords(treeSet, treeClear)) words.push(`r${word}`);
  if (attributes.propagation !== 0) words.push(propagation(attributes.propagation, attributes.propagationRecursive));
  words.push(...data);
  return words.length > 0 ? `  ${words.join(",")}` : "";
}

function attributeWords(set: number, clear: number): string[] {
  const words: string[] = [];
  for (const [bit, on, off] of ATTRIBUTE_WORDS) {
    if ((set & bit) !== 0) words.push(on);
    else if ((clear & bit) !== 0) words.push(off);
  }
  const atime = set & MOUNT_ATTR.ATIME;
  if (atime === MOUNT_ATTR.NOATIME) words.push("noatime");
  else if (atime === MOUNT_ATTR.STRICTATIME) words.push("strictatime");
  else if ((clear & MOUNT_ATTR.ATIME) !== 0) words.push("relatime");
  return words;
}

export function superblockFlags(flags: number): string[] {
  return [...MS_SUPERBLOCK].flatMap(([name, bit]) => ((flags & bit) === 0 ? [] : [name]));
}

/** `rslave`, as config.json writes it. */
export function propagation(flag: number, recursive: boolean): string {
  const known = Object.entries(MS_PROPAGATION).find(([, bit]) => bit === flag);
  const name = known === undefined ? `propagation ${flag}` : known[0].toLowerCase();
  return recursive ? `r${name}` : name;
}

export function capabilities(bits: bigint): string {
  if (bits === 0n) return "none";
  const names: string[] = [];
  let known = 0n;
  for (const [name, number] of CAPABILITIES) {
    const bit = 1n << BigInt(number);
    known |= bit;
    if ((bits & bit) !== 0n) names.push(name.slice("CAP_".length).toLowerCase());
  }
  if (names.length === CAPABILITIES.size) return "all";
  const unknown = bits & ~known;
  return unknown === 0n ? names.join(" ") : [...names, `0x${unknown.toString(16)}`].join(" ");
}

export function limit(value: bigint): string {
  return value === INFINITY ? "unlimited" : String(value);
}

/** `4096 (4 KiB)`; as it is where that is no shorter to read. */
export function withUnit(value: string): string {
  if (!/^[0-9]{4,20}$/.test(value)) return value;
  let size = BigInt(value);
  let unit = 0;
  while (size > 0n && size % 1024n === 0n && unit < UNITS.length - 1) {
    size /= 1024n;
    unit += 1;
  }
  return unit === 0 ? value : `${value} (${size} ${UNITS[unit]})`;
}

/** `0→1000, 1…65536→100000…`: ids in the container, then on the host. */
export function idMap(mappings: readonly IdMapping[]): string {
  return mappings
    .map(({ containerID, hostID, size }) => `${range(containerID, size)}→${range(hostID, size)}`)
    .join(", ");
}

function range(first: number, size: number): string {
  return size === 1 ? String(first) : `${first}–${first + size - 1}`;
}

export function octal(mode: number): string {
  return `0${mode.toString(8)}`;
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
