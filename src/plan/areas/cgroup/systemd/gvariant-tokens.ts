/** Words of GVariant's text format (docs.gtk.org/glib/gvariant-text-format.html). */

export interface Token {
  readonly kind: "mark" | "word" | "type" | "string" | "bytes";
  /** What it stands for: a string without its quotes, a type without its `@`, bytes as a letter each. */
  readonly text: string;
}

const MARKS = "[](){}<>,:";
const BLANK = /\s/;
const WORD = /[A-Za-z0-9_.+-]+/y;
const TYPE = /@[a-z({)}]+/y;

const ESCAPES: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** Undefined where the text is no such format. */
export function tokens(text: string): Token[] | undefined {
  const found: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const next = BLANK.test(text[at] ?? "") ? { end: at + 1 } : tokenAt(text, at);
    if (next === undefined) return undefined;
    if ("token" in next) found.push(next.token);
    at = next.end;
  }
  return found;
}

interface Read {
  readonly token: Token;
  readonly end: number;
}

function tokenAt(text: string, at: number): Read | undefined {
  const first = text[at] ?? "";
  if (MARKS.includes(first)) return { token: { kind: "mark", text: first }, end: at + 1 };
  if (first === "'" || first === '"') return quoted(text, at, "string");
  if (first === "b" && (text[at + 1] === "'" || text[at + 1] === '"')) return quoted(text, at + 1, "bytes");
  if (first === "@") return matched(TYPE, text, at, "type");
  return matched(WORD, text, at, "word");
}

function matched(pattern: RegExp, text: string, at: number, kind: "type" | "word"): Read | undefined {
  pattern.lastIndex = at;
  const found = pattern.exec(text)?.[0];
  if (found === undefined) return undefined;
  return { token: { kind, text: kind === "type" ? found.slice(1) : found }, end: at + found.length };
}

function quoted(text: string, start: number, kind: "string" | "bytes"): Read | undefined {
  const quote = text[start];
  let value = "";
  for (let at = start + 1; at < text.length; ) {
    const letter = String.fromCodePoint(text.codePointAt(at) ?? 0);
    if (letter === quote) return { token: { kind, text: value }, end: at + 1 };
    const read = letter === "\\" ? escapeAt(text, at + 1, kind) : plain(letter, at, kind);
    if (read === undefined) return undefined;
    value += read.value;
    at = read.end;
  }
  return undefined;
}

interface Letter {
  readonly value: string;
  readonly end: number;
}

function plain(letter: string, at: number, kind: "string" | "bytes"): Letter {
  const value = kind === "bytes" ? Buffer.from(letter, "utf8").toString("latin1") : letter;
  return { value, end: at + letter.length };
}

/** `\u` and `\U` are of strings, octal numbers of byte strings; any other letter stands for itself. */
function escapeAt(text: string, at: number, kind: "string" | "bytes"): Letter | undefined {
  const letter = text[at];
  if (letter === undefined) return undefined;
  const digits = kind === "bytes" ? 3 : { u: 4, U: 8 }[letter];
  if (kind === "bytes" && /[0-7]/.test(letter)) {
    const octal = /^[0-7]{1,3}/.exec(text.slice(at, at + 3))?.[0] ?? "";
    return { value: String.fromCharCode(Number.parseInt(octal, 8) & 0xff), end: at + octal.length };
  }
  if (kind === "string" && digits !== undefined) return codePoint(text.slice(at + 1, at + 1 + digits), at + 1 + digits);
  return { value: ESCAPES[letter] ?? letter, end: at + 1 };
}

function codePoint(hex: string, end: number): Letter | undefined {
  const number = /^[0-9A-Fa-f]+$/.test(hex) ? Number.parseInt(hex, 16) : 0;
  // no text of D-Bus has a NUL or half of a surrogate pair
  if (number === 0 || number > 0x10ffff || (number >= 0xd800 && number <= 0xdfff)) return undefined;
  return { value: String.fromCodePoint(number), end };
}
