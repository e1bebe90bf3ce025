const KINDS: Readonly<Record<string, string>> = { process: "process file ", resources: "resources " };

/**
 * ` (config.json /mounts/3)` of a JSON pointer, ` (default:name)` of a default, ` (process file /cwd)` and
 * ` (resources /cpu)` of a pointer into one, ` (--cwd)` of a word of the command line; nothing where the message says it.
 */
export function describePlace({ message, from }: { message: string; from?: string | undefined }): string {
  if (from === undefined || (from !== "" && message.includes(from))) return "";
  if (from.startsWith("default:")) return ` (${from})`;
  const [, kind, place = ""] = /^(process|resources|option):(.*)$/.exec(from) ?? [];
  if (kind === undefined) return ` (config.json ${from})`;
  if (message.includes(place)) return "";
  return ` (${KINDS[kind] ?? ""}${place})`;
}
