/**
 * Finds the first syntax error of a JSON text (RFC 8259). Only called once JSON.parse has refused the text, since engines
 * do not agree on saying where.
 */

export interface SyntaxProblem {
  /** Offset in UTF-16 units. */
  readonly offset: number;
  readonly message: string;
}

/** `value`: a value must follow; `first`: a value or the end of the list; likewise for keys; `after`: a comma or the end. */
type Expected = "value" | "first value" | "key" | "first key" | "colon" | "after";

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERAL = /true|false|null/y;
const SPACE = /[ \t\n\r]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

function end(pattern: RegExp, text: string, offset: number): number {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

/** The first problem, or undefined where the text is JSON. Iterative, so that no nesting overflows the stack. */
export function locateSyntaxError(text: string): SyntaxProblem | undefined {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "value";
  let offset = 0;
  for (;;) {
    offset = end(SPACE, text, offset);
    const char = text[offset];
    if (expected === "after" && open.length === 0)
      return char === undefined ? undefined : problem(offset, "something follows the end");
    if (char === undefined) return problem(offset, "the text ends too early");
    const inside = open.at(-1);
    if (expected === "after") {
      if (char === ",") expected = inside === "{" ? "key" : "value";
      else if (char === (inside === "{" ? "}" : "]")) open.pop();
      else return problem(offset, `expected a comma or ${inside === "{" ? "}" : "]"}, found ${shown(char)}`);
      offset += 1;
    } else if (expected === "colon") {
      if (char !== ":") return problem(offset, `expected a colon, found ${shown(char)}`);
      expected = "value";
      offset += 1;
    } else if ((expected === "first key" && char === "}") || (expected === "first value" && char === "]")) {
      open.pop();
      expected = "after";
      offset += 1;
    } else if (expected === "key" || expected === "first key") {
      if (char !== '"') return problem(offset, `expected a key in double quotes, found ${shown(char)}`);
      const next = skipString(text, offset);
      if (typeof next !== "number") return next;
      offset = next;
      expected = "colon";
    } else if (char === "{" || char === "[") {
      open.push(char);
      expected = char === "{" ? "first key" : "first value";
      offset += 1;
    } else {
      const next = skipScalar(text, offset);
      if (typeof next !== "number") return next;
      offset = next;
      expected = "after";
    }
  }
}

function skipScalar(text: string, offset: number): number | SyntaxProblem {
  const char = text[offset] ?? "";
  if (char === '"') return skipString(text, offset);
  if (text.startsWith("//", offset) || text.startsWith("/*", offset))
    return problem(offset, "comments are not part of JSON");
  const next = Math.max(end(NUMBER, text, offset), end(LITERAL, text, offset));
  return next < 0 ? problem(offset, `expected a value, found ${shown(char)}`) : next;
}

/** Char by char: a pattern for a whole string may overflow its engine's stack on a long one. */
function skipString(text: string, offset: number): number | SyntaxProblem {
  let at = offset + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code < 0x20) return problem(at, `${shown(text[at] ?? "")} must be escaped in a string`);
    const next = code === 0x5c ? end(ESCAPE, text, at) : at + 1;
    if (next < 0) return problem(at, "an escape that JSON does not know");
    at = next;
  }
  return problem(offset, "this string does not end");
}

function problem(offset: number, message: string): SyntaxProblem {
  return { offset, message };
}

function shown(char: string): string {
  return JSON.stringify(char);
}
