/** The sentence of an error: what failed, where it was asked for, what the kernel said, what to do. */
import { wordsOfName } from "./errno.ts";
import type { RuntimeError } from "./errors.ts";
import { describePlace } from "./place.ts";

/** One line, but for messages that list several problems. */
export function describeError(error: RuntimeError): string {
  const hint = error.hint === undefined ? "" : `; hint: ${error.hint}`;
  return `${error.message}${describePlace(error)}${describeErrno(error)}${hint}`;
}

function describeErrno({ errno, message }: RuntimeError): string {
  if (errno === undefined) return "";
  const words = wordsOfName(errno);
  const said = [errno, words].filter((part) => part !== undefined && !message.includes(part));
  return said.length === 0 ? "" : `: ${said.join(": ")}`;
}
