import { COMMIT, VERSION } from "../common/version.ts";
import { SPEC_VERSION } from "../config/spec.ts";

/** The shape of `runc --version`, which callers read line by line. */
export function versionText(): string {
  return `caisson version ${VERSION}\ncommit: ${COMMIT}\nspec: ${SPEC_VERSION}\n`;
}
