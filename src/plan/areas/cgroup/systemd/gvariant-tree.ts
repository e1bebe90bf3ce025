/** From the words of a GVariant's text to what it consists of, with the types that it names. */
import { type Token, tokens } from "./gvariant-tokens.ts";

export type Node =
  | { readonly kind: "number" | "string" | "bytes"; readonly text: string }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "array" | "tuple"; readonly items: readonly Node[] }
  /** Keys and values in turn. */
  | { readonly kind: "dictionary"; readonly items: readonly Node[] }
  | { readonly kind: "variant"; readonly item: Node }
  | { readonly kind: "typed"; readonly type: string; readonly item: Node };

/** The words for types; `handle` is a descriptor, which no text can hold. */
const TYPE_WORDS: Readonly<Record<string, string>> = {
  boolean: "b",
  byte: "y",
  int16: "n",
  uint16: "q",
  int32: "i",
  uint32: "u",
  int64: "x",
  uint64: "t",
  double: "d",
  string: "s",
  objectpath: "o",
  signature: "g",
};

/** D-Bus allows 64 of each kind; nobody means as many. */
const DEEPEST = 32;

const NUMBER = /^[-+]?\.?\d/;

interface Reader {
  readonly words: readonly Token[];
  at: number;
}

/** Undefined where the text is no GVariant, or one that D-Bus has no type for. */
export function parseVariant(text: string): Node | undefined {
  const words = tokens(text);
  if (words === undefined) return undefined;
  const reader: Reader = { words, at: 0 };
  const node = value(reader, 0);
  return reader.at === words.length ? node : undefined;
}

function value(reader: Reader, depth: number): Node | undefined {
  const token = reader.words[reader.at];
  if (token === undefined || depth > DEEPEST) return undefined;
  reader.at += 1;
  switch (token.kind) {
    case "string":
    case "bytes":
      return { kind: token.kind, text: token.text };
    case "type":
      return typed(reader, token.text, depth);
    case "word":
      return word(reader, token.text, depth);
    case "mark":
      return container(reader, token.text, depth);
  }
}

function word(reader: Reader, text: string, depth: number): Node | undefined {
  if (text === "true" || text === "false") return { kind: "boolean", value: text === "true" };
  if (NUMBER.test(text)) return { kind: "number", text };
  const type = Object.hasOwn(TYPE_WORDS, text) ? TYPE_WORDS[text] : undefined;
  return type === undefined ? undefined : typed(reader, type, depth);
}

function typed(reader: Reader, type: string, depth: number): Node | undefined {
  const item = value(reader, depth + 1);
  return item === undefined ? undefined : { kind: "typed", type, item };
}

function container(reader: Reader, open: string, depth: number): Node | undefined {
  if (open === "[") return list(reader, "]", depth, "array");
  if (open === "(") return list(reader, ")", depth, "tuple");
  if (open === "{") return dictionary(reader, depth);
  if (open !== "<") return undefined;
  const item = value(reader, depth + 1);
  return item === undefined || !takes(reader, ">") ? undefined : { kind: "variant", item };
}

function takes(reader: Reader, mark: string): boolean {
  const token = reader.words[reader.at];
  if (token?.kind !== "mark" || token.text !== mark) return false;
  reader.at += 1;
  return true;
}

function list(reader: Reader, close: string, depth: number, kind: "array" | "tuple"): Node | undefined {
  const items: Node[] = [];
  while (!takes(reader, close)) {
    if (items.length > 0 && !takes(reader, ",")) return undefined;
    // as in Python, a tuple of one has a comma behind it
    if (kind === "tuple" && items.length === 1 && takes(reader, close)) break;
    const item = value(reader, depth + 1);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return { kind, items };
}

function dictionary(reader: Reader, depth: number): Node | undefined {
  const items: Node[] = [];
  while (!takes(reader, "}")) {
    if (items.length > 0 && !takes(reader, ",")) return undefined;
    const key = value(reader, depth + 1);
    if (key === undefined || !takes(reader, ":")) return undefined;
    const item = value(reader, depth + 1);
    if (item === undefined) return undefined;
    items.push(key, item);
  }
  return { kind: "dictionary", items };
}
