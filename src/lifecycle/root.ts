/** Where the state of containers is, unless the caller says otherwise. */
import { isAbsolute } from "node:path";

/** `rootless` as `--rootless` has it; auto goes by the effective user. */
export function defaultRoot(rootless: "true" | "false" | "auto"): string {
  const own = rootless === "auto" ? process.geteuid?.() !== 0 : rootless === "true";
  if (!own) return "/run/caisson";
  const runtimeDir = process.env.XDG_RUNTIME_DIR;
  const home =
    runtimeDir !== undefined && isAbsolute(runtimeDir) ? runtimeDir : `/run/user/${process.geteuid?.() ?? 0}`;
  return `${home}/caisson`;
}
