/** What can be wrong with a config.json, as data and in words. */
import { RuntimeError } from "../common/errors.ts";

export interface Problem {
  /** JSON pointer of the place; where something is missing, of the place where it should be. */
  readonly pointer: string;
  readonly message: string;
  /** The value that was found, as JSON, shortened; absent where nothing was. */
  readonly found?: string;
  readonly allowed?: string;
  /** A name that is spelt nearly like the one found. */
  readonly suggestion?: string;
}

/** Something that has no effect, or not the one that it seems to have. */
export type Warning = Problem;

/** At most this many problems are put in words; a hostile file may have millions. */
const SHOWN_PROBLEMS = 100;
const SHOWN_CHARACTERS = 80;

/** What is wrong, without the place: `is not absolute: found "bin"; allowed: …; did you mean "…"?` */
function problemSentence({ message, found, allowed, suggestion }: Problem): string {
  let text = message;
  if (found !== undefined) text += `: found ${found}`;
  if (allowed !== undefined) text += `; allowed: ${allowed}`;
  if (suggestion !== undefined) text += `; did you mean ${JSON.stringify(suggestion)}?`;
  return text;
}

/** One line, pointer first. */
export function problemLine(problem: Problem): string {
  return `${problem.pointer || "/"} ${problemSentence(problem)}`;
}

/** What messages call the file that a bundle has. */
export const CONFIG_FILE = "config.json";

/**
 * All problems of a file as the one error that the verbs throw; `cause` is the list, `from` the place where there is only
 * one.
 */
export function configError(problems: readonly Problem[], file = CONFIG_FILE): RuntimeError {
  const code = "CONFIG_INVALID";
  const [only] = problems;
  if (only !== undefined && problems.length === 1) {
    return new RuntimeError(code, `${file} ${problemLine(only)}`, { from: only.pointer, cause: problems });
  }
  const lines = problems.slice(0, SHOWN_PROBLEMS).map((problem) => `\n  ${problemLine(problem)}`);
  if (problems.length > SHOWN_PROBLEMS) lines.push(`\n  and ${problems.length - SHOWN_PROBLEMS} more`);
  return new RuntimeError(code, `${file} has ${problems.length} problems:${lines.join("")}`, { cause: problems });
}

/** A value in a few characters. */
export function describeValue(value: unknown): string {
  if (Array.isArray(value)) return value.length === 1 ? "a list of 1 item" : `a list of ${value.length} items`;
  if (typeof value === "string") return quoted(value);
  if (typeof value !== "object" || value === null) return String(value);
  return "text" in value && value.constructor !== Object ? String(value.text) : "an object";
}

function quoted(value: string): string {
  const cut = value.length > SHOWN_CHARACTERS;
  return cut ? `${JSON.stringify(value.slice(0, SHOWN_CHARACTERS))}…` : JSON.stringify(value);
}
