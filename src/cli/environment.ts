/** What the command line takes from its environment: the caller's directory. */
import { isAbsolute, resolve } from "node:path";
import { UsageError } from "./usage-error.ts";

/** Where the caller stood. The launcher hands it over, and changes to `/`; empty where it has been deleted. */
function callerDirectory(): string {
  return process.env.CAISSON_CWD ?? process.cwd();
}

/** Make a path of the command line absolute, once. Throws UsageError where that needs a directory that is gone. */
export function resolvePath(path: string): string {
  if (isAbsolute(path)) return resolve(path);
  const directory = callerDirectory();
  if (directory === "")
    throw new UsageError(`${JSON.stringify(path)} is relative to a directory that does not exist any more`);
  return resolve(directory, path);
}

export function resolveOptional(path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolvePath(path);
}
