/**
 * Numbers that JSON.parse would change.
 *
 * The spec has 64-bit integers (limits, seccomp arguments), and a double holds 53 bits. So before parsing, number tokens
 * that a double might not hold are turned into marked strings, and after it the marked strings into bigints. The native
 * parser stays in use, as a parser written in JavaScript is several times slower in a cold process.
 *
 * Numbers written as fractions or with an exponent are kept as such too: no field of the spec is one, and `1e9` must be
 * refused where an integer is wanted.
 */
import { RuntimeError } from "../common/errors.ts";

/** An integer that was written with a fraction or an exponent (`1e9`); no field accepts it. */
export class InexactNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A lone low surrogate: UTF-8 text cannot hold it, and an escape that makes it is refused by protectNumbers. */
const MARK = "\udfff";
const FORGED_MARK = /"\\u[dD][fF]{3}/;

/** Where such a number may begin: linear, as digits never precede a new start. May also match within strings. */
const SUSPECT = /[\s:,[]-?(?:\d{16}|\d+[.eE])/g;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const AFTER_NUMBER = /\s*[,\]}]/y;

/** True where protectNumbers and reviveNumbers are needed. */
export function hasLongNumbers(text: string): boolean {
  SUSPECT.lastIndex = 0;
  return SUSPECT.test(text);
}

export interface Protected {
  readonly text: string;
  /** Count of marked strings. */
  readonly marks: number;
}

/**
 * The text with every number that needs care as a marked string.
 * @throws CONFIG_READ where a string begins with an escaped lone surrogate, which could pass for a mark.
 */
export function protectNumbers(text: string): Protected {
  if (FORGED_MARK.test(text))
    throw new RuntimeError("CONFIG_READ", "config.json has a string that is not valid Unicode");
  const strings = new StringCursor(text);
  let result = "";
  let copied = 0;
  let marks = 0;
  SUSPECT.lastIndex = 0;
  for (let match = SUSPECT.exec(text); match !== null; match = SUSPECT.exec(text)) {
    const start = match.index + 1;
    const token = strings.contains(start) ? undefined : numberAt(text, start);
    if (token === undefined) continue;
    result += `${text.slice(copied, start)}"${MARK}${token}"`;
    copied = start + token.length;
    marks++;
    SUSPECT.lastIndex = copied;
  }
  return { text: result + text.slice(copied), marks };
}

/** The number token at an offset, where it is a whole one in a value's place; else JSON.parse shall see it as it is. */
function numberAt(text: string, start: number): string | undefined {
  NUMBER.lastIndex = start;
  const token = NUMBER.exec(text)?.[0];
  if (token === undefined) return undefined;
  AFTER_NUMBER.lastIndex = start + token.length;
  return AFTER_NUMBER.test(text) ? token : undefined;
}

/** Tells, for offsets that only grow, whether they lie within a string of the JSON text. */
class StringCursor {
  readonly #text: string;
  /** The next quote that opens a string, and the one that closes it. */
  #open: number;
  #close = -1;

  constructor(text: string) {
    this.#text = text;
    this.#open = this.#find(0);
  }

  contains(offset: number): boolean {
    while (this.#open < offset) {
      if (this.#close < this.#open) this.#close = this.#closing(this.#open + 1);
      if (offset <= this.#close) return true;
      this.#open = this.#find(this.#close + 1);
    }
    return false;
  }

  #find(from: number): number {
    const found = this.#text.indexOf('"', from);
    return found < 0 ? this.#text.length : found;
  }

  #closing(from: number): number {
    let quote = this.#find(from);
    while (quote < this.#text.length && this.#escaped(quote, from)) quote = this.#find(quote + 1);
    return quote;
  }

  #escaped(quote: number, from: number): boolean {
    let slash = quote;
    while (slash > from && this.#text.charCodeAt(slash - 1) === 0x5c) slash--;
    return (quote - slash) % 2 === 1;
  }
}

/**
 * Turns marked strings into numbers, in place; a safe integer becomes a plain number. Breadth first, as such numbers stand
 * high in the document, and ends with the last of them.
 */
export function reviveNumbers(root: unknown, { marks }: Protected): unknown {
  const holder: unknown[] = [root];
  const pending: object[] = [holder];
  let left = marks;
  for (let at = 0; at < pending.length && left > 0; at++) {
    const members = pending[at] as Record<string, unknown>;
    for (const key in members) {
      const value = members[key];
      if (typeof value === "string") {
        if (!value.startsWith(MARK)) continue;
        Object.defineProperty(members, key, { ...OWN, value: revived(value.slice(1)) });
        left--;
      } else if (typeof value === "object" && value !== null) pending.push(value);
    }
  }
  return holder[0];
}

/** An own, ordinary member, even by the name `__proto__`. */
const OWN = { writable: true, enumerable: true, configurable: true } as const;

function revived(token: string): number | bigint | InexactNumber {
  const number = Number(token);
  const integer = /^-?\d+$/.test(token);
  if (integer) return Number.isSafeInteger(number) ? number : BigInt(token);
  return Number.isInteger(number) ? new InexactNumber(token) : number;
}
