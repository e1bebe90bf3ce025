/** Stage one: the bytes of config.json to a value, losing nothing. */
import { RuntimeError } from "../common/errors.ts";
import { locateSyntaxError } from "./locate.ts";
import { hasLongNumbers, protectNumbers, reviveNumbers } from "./numbers.ts";
import { CONFIG_FILE } from "./problem.ts";

/**
 * Parses config.json, or another file that errors name as `file`. Strict: UTF-8 without a byte order mark, RFC 8259 without comments or anything after the value.
 * Integers that a double does not hold come as bigint. Of duplicate keys the last wins, as in every peer; `__proto__` is
 * an ordinary own key.
 * @throws CONFIG_READ with line and column.
 */
export function read(bytes: Uint8Array, file = CONFIG_FILE): unknown {
  const text = decode(bytes, file);
  try {
    if (!hasLongNumbers(text)) return JSON.parse(text);
    const safe = protectNumbers(text);
    return reviveNumbers(JSON.parse(safe.text), safe);
  } catch (error) {
    if (error instanceof RuntimeError) throw error;
    throw syntaxError(text, error, file);
  }
}

function decode(bytes: Uint8Array, file: string): string {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    throw new RuntimeError("CONFIG_READ", `${file} begins with a byte order mark`, {
      hint: "save it as UTF-8 without one",
    });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new RuntimeError("CONFIG_READ", `${file} is not UTF-8 in line ${firstBadLine(bytes)}`, { cause });
  }
}

/** Lines can be decoded alone, since no byte of a longer UTF-8 sequence is a line feed. */
function firstBadLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for (let line = 1, start = 0; ; line++) {
    const feed = bytes.indexOf(0x0a, start);
    try {
      decoder.decode(bytes.subarray(start, feed < 0 ? bytes.length : feed));
    } catch {
      return line;
    }
    if (feed < 0) return line;
    start = feed + 1;
  }
}

function syntaxError(text: string, cause: unknown, file: string): RuntimeError {
  const found = locateSyntaxError(text);
  if (found === undefined) return new RuntimeError("CONFIG_READ", `${file} cannot be parsed`, { cause });
  const before = text.slice(0, found.offset).split("\n");
  const column = (before.at(-1)?.length ?? 0) + 1;
  return new RuntimeError(
    "CONFIG_READ",
    `${file} is not JSON in line ${before.length}, column ${column}: ${found.message}`,
    { cause },
  );
}
