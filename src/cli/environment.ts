/** What the command line takes from its environment: the caller's directory and the places that hold state. */
import { isAbsolute, resolve } from "node:path";
import { inUserNamespace } from "../native/user-namespace.ts";
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

/** The state directory where no --root is given. */
export function defaultRoot(rootless: boolean): string {
  if (!rootless) return "/run/caisson";
  const runtimeDir = process.env.XDG_RUNTIME_DIR;
  const own = runtimeDir !== undefined && isAbsolute(runtimeDir) ? runtimeDir : `/run/user/${process.geteuid?.() ?? 0}`;
  return `${own}/caisson`;
}

/**
 * Whether the state goes to the user's own directory. Root of a user namespace is such a user too where it has one, as
 * under rootless podman, unless it calls itself root, as in a container that has its own /run: all this as runc does.
 */
export function isUnprivileged(): boolean {
  if (process.geteuid?.() !== 0) return true;
  const { XDG_RUNTIME_DIR, CAISSON_CWD, CAISSON_CALLER_USER, USER } = process.env;
  const user = CAISSON_CWD === undefined ? USER : CAISSON_CALLER_USER;
  return XDG_RUNTIME_DIR !== undefined && user !== "root" && inUserNamespace();
}
