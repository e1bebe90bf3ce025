import { SPEC_VERSION } from "../config/spec.ts";

/** Compiled in by the build; a run from the sources has neither. */
declare const CAISSON_VERSION: string | undefined;
declare const CAISSON_COMMIT: string | undefined;

const VERSION = typeof CAISSON_VERSION === "string" ? CAISSON_VERSION : "0.0.0";
const COMMIT = typeof CAISSON_COMMIT === "string" ? CAISSON_COMMIT : "unknown";

/** The shape of `runc --version`, which callers read line by line. */
export function versionText(): string {
  return `caisson version ${VERSION}\ncommit: ${COMMIT}\nspec: ${SPEC_VERSION}\n`;
}
