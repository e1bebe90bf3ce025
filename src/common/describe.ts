/** The sentence of an error: what failed, where it was asked for, what the kernel said, what to do. */
import { getSystemErrorMap } from "node:util";
import type { RuntimeError } from "./errors.ts";
import { describePlace } from "./place.ts";

/** One line, but for messages that list several problems. */
export function describeError(error: RuntimeError): string {
  const hint = error.hint === undefined ? "" : `; hint: ${error.hint}`;
  return `${error.message}${describePlace(error.from)}${describeErrno(error)}${hint}`;
}

function describeErrno({ errno, message }: RuntimeError): string {
  if (errno === undefined) return "";
  const words = errnoWords(errno);
  const said = [errno, words].filter((part) => part !== undefined && !message.includes(part));
  return said.length === 0 ? "" : `: ${said.join(": ")}`;
}

/** `operation not permitted` of `EPERM`; callers look for these words. */
function errnoWords(name: string): string | undefined {
  for (const [symbol, words] of getSystemErrorMap().values()) {
    if (symbol === name) return words;
  }
  return undefined;
}
