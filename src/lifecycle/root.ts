/** Where the state of containers is, unless the caller says otherwise. */
import { isAbsolute } from "node:path";
import { inUserNamespace } from "../native/user-namespace.ts";

/** `rootless` as `--rootless` has it; auto goes by who the caller is. */
export function defaultRoot(rootless: "true" | "false" | "auto"): string {
  const own = rootless === "auto" ? isUnprivileged() : rootless === "true";
  if (!own) return "/run/caisson";
  const runtimeDir = process.env.XDG_RUNTIME_DIR;
  const home =
    runtimeDir !== undefined && isAbsolute(runtimeDir) ? runtimeDir : `/run/user/${process.geteuid?.() ?? 0}`;
  return `${home}/caisson`;
}

/**
 * Whether the state goes to the user's own directory. Root of a user namespace is such a user too where it has one, as
 * under rootless podman, unless it calls itself root, as in a container that has its own /run: all this as runc does.
 */
function isUnprivileged(): boolean {
  if (process.geteuid?.() !== 0) return true;
  const { XDG_RUNTIME_DIR, CAISSON_CWD, CAISSON_CALLER_USER, USER } = process.env;
  const user = CAISSON_CWD === undefined ? USER : CAISSON_CALLER_USER;
  return XDG_RUNTIME_DIR !== undefined && user !== "root" && inUserNamespace();
}
