import { describeValue } from "../problem.ts";
import type { Draft, Findings } from "./draft.ts";

const AT = "/ociVersion";
/** SemVer 2.0.0: three numbers, a pre-release, a build; linear, as the parts cannot overlap. */
const SEMVER = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/;

/** The spec wants SemVer 2.0.0 (config.md "Specification version"); every 1.x is read, pre-releases too. */
export function checkVersion({ ociVersion }: Draft, { problems }: Findings): void {
  if (ociVersion === undefined) return;
  const match = SEMVER.exec(ociVersion);
  const found = describeValue(ociVersion);
  if (match === null || !hasIdentifiers(match[4], true) || !hasIdentifiers(match[5], false)) {
    problems.push({
      pointer: AT,
      message: "is not a semantic version",
      found,
      allowed: "1.x.y, also with a pre-release",
    });
  } else if (match[1] !== "1") {
    problems.push({ pointer: AT, message: "is a version of the spec that is not known", found, allowed: "1.x.y" });
  }
}

/** SemVer 9 and 10: identifiers are not empty, and numeric ones of a pre-release have no leading zero. */
function hasIdentifiers(text: string | undefined, preRelease: boolean): boolean {
  if (text === undefined) return true;
  return text.split(".").every((part) => part !== "" && !(preRelease && /^0\d+$/.test(part)));
}
