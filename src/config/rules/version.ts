import { describeValue } from "../problem.ts";
import type { Draft, Findings } from "./draft.ts";

const AT = "/ociVersion";
const DIGITS = "0123456789";
const IDENTIFIER = `${DIGITS}ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-`;

/** The spec wants SemVer 2.0.0 (config.md "Specification version"); every 1.x is read, pre-releases too. */
export function checkVersion({ ociVersion }: Draft, { problems }: Findings): void {
  if (ociVersion === undefined) return;
  if (!isSemanticVersion(ociVersion)) {
    const message = "is not a semantic version";
    problems.push({
      pointer: AT,
      message,
      found: describeValue(ociVersion),
      allowed: "1.x.y, also with a pre-release",
    });
  } else if (!ociVersion.startsWith("1.")) {
    const message = "is a version of the spec that is not known";
    problems.push({ pointer: AT, message, found: describeValue(ociVersion), allowed: "1.x.y" });
  }
}

/** `1.0.2-rc.1+build`; by hand, as compiling a pattern costs a cold process more than the rest of this rule. */
function isSemanticVersion(version: string): boolean {
  const [beforeBuild, build] = cut(version, "+");
  const [core, preRelease] = cut(beforeBuild, "-");
  const numbers = core.split(".");
  if (numbers.length !== 3) return false;
  for (const number of numbers) if (!isNumber(number)) return false;
  if (build !== undefined && !build.split(".").every(isIdentifier)) return false;
  return (
    preRelease === undefined ||
    preRelease.split(".").every((part) => {
      return isIdentifier(part) && (!consistsOf(part, DIGITS) || isNumber(part));
    })
  );
}

function cut(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function isIdentifier(text: string): boolean {
  return text !== "" && consistsOf(text, IDENTIFIER);
}

/** SemVer 2: no leading zeros. */
function isNumber(text: string): boolean {
  return text !== "" && consistsOf(text, DIGITS) && (text === "0" || !text.startsWith("0"));
}

function consistsOf(text: string, characters: string): boolean {
  for (let at = 0; at < text.length; at++) if (!characters.includes(text.charAt(at))) return false;
  return true;
}
