/** What a hostile container must not have changed: sysctls, the runtime's files, a canary. */
import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runtime } from "./environment.ts";
import type { Scene } from "./scene.ts";

/** Files that change by themselves. */
const RESTLESS =
  /random|ns_last_pid|-nr$|inode-state|dentry-state|nr_|perf_|sched_domain|hostname|pty\/nr|fs\/quota|\/net\//;

function filesBelow(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

function contentOf(path: string): string {
  try {
    // a device that a runtime put here may have no end
    if (!lstatSync(path).isFile()) return "";
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function sysctls(): string {
  const files = filesBelow("/proc/sys").filter((path) => !RESTLESS.test(path));
  return files.map((path) => `${path}=${contentOf(path)}`).join("\n");
}

function digest(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

/** The runtime's own file, and the engine's beside it. */
function runtimeFiles(): string {
  const beside = join(dirname(runtime.path), "../lib/caisson");
  const files = runtime.name === "caisson" ? filesBelow(beside) : [];
  return [runtime.path, ...files].map((path) => `${path} ${digest(path)}`).join("\n");
}

export interface Canary {
  /** A directory of the host's. */
  readonly dir: string;
  /** A file in it, mode 0600. */
  readonly file: string;
  /** Text of what was there, and how; it must stay the same. */
  readonly look: () => string;
}

export function plantCanary(scene: Scene): Canary {
  const dir = join(scene.dir, "canary");
  mkdirSync(join(dir, "inner"), { recursive: true });
  for (const name of ["file", "ptmx", "null", "console"]) writeFileSync(join(dir, name), "alive", { mode: 0o600 });
  const look = () => {
    const entries = [dir, ...filesBelow(dir), join(dir, "inner")].map((path) => {
      const { mode, uid, gid, mtimeMs } = lstatSync(path);
      return `${path} ${mode} ${uid} ${gid} ${mtimeMs} ${path === dir || path.endsWith("inner") ? "" : contentOf(path)}`;
    });
    return [...entries, sysctls(), runtimeFiles(), contentOf("/proc/self/mountinfo")].join("\n");
  };
  return { dir, file: join(dir, "file"), look };
}
