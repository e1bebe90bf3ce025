/** /proc/PID/mountinfo, proc(5). */

export interface MountEntry {
  readonly id: number;
  readonly parent: number;
  readonly root: string;
  readonly target: string;
  readonly options: readonly string[];
  /** `shared:N`, `master:N`, `unbindable`. */
  readonly propagation: readonly string[];
  readonly type: string;
  readonly source: string;
  readonly superOptions: readonly string[];
}

function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

function parseLine(line: string): MountEntry {
  const [before = "", after = ""] = line.split(" - ");
  const [id, parent, , root = "", target = "", options = "", ...propagation] = before.split(" ");
  const [type = "", source = "", superOptions = ""] = after.split(" ");
  return {
    id: Number(id),
    parent: Number(parent),
    root: unescapeOctal(root),
    target: unescapeOctal(target),
    options: options.split(","),
    propagation,
    type,
    source: unescapeOctal(source),
    superOptions: superOptions.split(","),
  };
}

export function parseMountinfo(text: string): MountEntry[] {
  return text.trim().split("\n").map(parseLine);
}

/** The topmost mount at a path. */
export function mountAt(text: string, target: string): MountEntry {
  const found = parseMountinfo(text).findLast((entry) => entry.target === target);
  if (found === undefined) throw new Error(`nothing is mounted at ${target}`);
  return found;
}

export function isMounted(text: string, target: string): boolean {
  return parseMountinfo(text).some((entry) => entry.target === target);
}
