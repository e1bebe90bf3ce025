import { existsSync } from "node:fs";
import type { ResolvedSpec } from "../config/resolved.ts";

/** It names a file of the host's, and what that says is done with CRIU's privilege. */
export const CRIU_CONFIG = "org.criu.config";
/** Whose host has one for runc means it for whatever takes runc's place. */
const DEFAULTS = ["/etc/criu/caisson.conf", "/etc/criu/runc.conf"];

/**
 * A configuration file of CRIU's own, whose options have the last word (criu(8), "Configuration files in RPC mode"). The
 * annotation names another one, or with an empty value none.
 */
export function criuConfigFile({ annotations }: ResolvedSpec): string | undefined {
  const named = annotations[CRIU_CONFIG];
  if (named !== undefined) return named === "" ? undefined : named;
  return DEFAULTS.find((file) => existsSync(file));
}
