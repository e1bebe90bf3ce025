/** What a checkpoint must know of the container that runs. */
import { lstatSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { posix } from "node:path";
import type { SeenMount } from "../../plan/checkpoint/external.ts";

/** proc_pid_mountinfo(5). */
export function seenMounts(pid: number | "self"): SeenMount[] {
  const lines = readFileSync(`/proc/${pid}/mountinfo`, "utf8").trim().split("\n");
  return lines.map((line) => {
    const [, , , root = "", mountPoint = ""] = line.split(" ");
    return { root: unescaped(root), mountPoint: unescaped(mountPoint) };
  });
}

/** Blanks and line ends stand there as `\040`. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

const MOST_LINKS = 40;

/**
 * Where a path leads in a container's root, whose links count from there. The container may change it meanwhile: what is
 * made of it is a name to CRIU, and nothing is opened by it.
 */
export function resolveIn(root: string, path: string): string {
  const rest = parts(path);
  let resolved = "/";
  for (let links = 0; rest.length > 0; ) {
    const next = posix.join(resolved, rest.shift() ?? "");
    const target = linkAt(`${root}${next}`);
    if (target === undefined) {
      resolved = next;
      continue;
    }
    links += 1;
    if (links > MOST_LINKS) return path;
    if (target.startsWith("/")) resolved = "/";
    rest.unshift(...parts(target));
  }
  return resolved;
}

function parts(path: string): string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}

function linkAt(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined;
  } catch {
    return undefined;
  }
}

export function inodeOf(path: string): number {
  return statSync(path).ino;
}
