/**
 * D-Bus signatures, and which one a GVariant's text has. A type that is still open has marks of our own in it: `N` any
 * number, `S` any kind of string, `*` anything.
 */
import type { Node } from "./gvariant-tree.ts";

const NUMBERS = "ynqiuxtd";
const STRINGS = "sog";

/** Of a signature, and of arrays within each other (D-Bus specification, "Valid Signatures"). */
const LONGEST = 255;
const TOO_DEEP = "a".repeat(33);

/** The signature that the text names or, where it leaves it open, GVariant's own choice; undefined where there is none. */
export function typeOf(node: Node): string | undefined {
  const type = openType(node);
  if (type === undefined || type.includes("*")) return undefined;
  return type.replaceAll("N", "i").replaceAll("S", "s");
}

function openType(node: Node): string | undefined {
  switch (node.kind) {
    case "number":
      return isWhole(node.text) ? "N" : "d";
    case "string":
      return "S";
    case "bytes":
      return "ay";
    case "boolean":
      return "b";
    case "variant":
      return typeOf(node.item) === undefined ? undefined : "v";
    case "typed":
      return isSignature(node.type) ? unify(node.type, openType(node.item)) : undefined;
    case "array":
      return prefixed("a", common(node.items));
    case "tuple":
      return tupleType(node.items);
    case "dictionary":
      return dictionaryType(node.items);
  }
}

export function isWhole(number: string): boolean {
  return /^[-+]?(0[xX][0-9A-Fa-f]+|\d+)$/.test(number);
}

function prefixed(prefix: string, type: string | undefined): string | undefined {
  return type === undefined ? undefined : prefix + type;
}

/** The one type of them all. */
function common(items: readonly Node[]): string | undefined {
  let type: string | undefined = "*";
  for (const item of items) type = unify(type, openType(item));
  return type;
}

function tupleType(items: readonly Node[]): string | undefined {
  const types = items.map(openType);
  // D-Bus knows no struct without a member
  return types.length === 0 || types.includes(undefined) ? undefined : `(${types.join("")})`;
}

function dictionaryType(items: readonly Node[]): string | undefined {
  const key = common(items.filter((_, index) => index % 2 === 0));
  const value = common(items.filter((_, index) => index % 2 === 1));
  if (key === undefined || value === undefined) return undefined;
  return items.length > 0 && key.length !== 1 ? undefined : `a{${key}${value}}`;
}

/** What both can be; undefined where nothing is both. */
function unify(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return undefined;
  if (one === other || other === "*") return one;
  if (one === "*") return other;
  if (isOpen(one, other)) return other;
  if (isOpen(other, one)) return one;
  if (one[0] !== other[0] || one.length === 1 || other.length === 1) return undefined;
  return unifyParts(one, other);
}

function isOpen(open: string, type: string): boolean {
  return (open === "N" && type.length === 1 && NUMBERS.includes(type)) || (open === "S" && STRINGS.includes(type));
}

function unifyParts(one: string, other: string): string | undefined {
  const first = one[0] ?? "";
  if (first === "a") return prefixed("a", unify(one.slice(1), other.slice(1)));
  const [mine, theirs] = [members(one), members(other)];
  if (mine.length !== theirs.length) return undefined;
  const both = mine.map((type, index) => unify(type, theirs[index]));
  return both.includes(undefined) ? undefined : `${first}${both.join("")}${one.at(-1)}`;
}

/** The complete types within the brackets of a struct or a dictionary's entry. */
export function members(type: string): string[] {
  const found: string[] = [];
  for (let at = 1; at < type.length - 1; ) {
    const length = completeLength(type, at);
    found.push(type.slice(at, at + length));
    at += length;
  }
  return found;
}

/** 0 where there is no complete type at this place. */
function completeLength(signature: string, at: number): number {
  const first = signature[at];
  if (first === undefined || ")}".includes(first)) return 0;
  if (first === "a") {
    const rest = completeLength(signature, at + 1);
    return rest === 0 ? 0 : 1 + rest;
  }
  if (first !== "(" && first !== "{") return 1;
  const close = first === "(" ? ")" : "}";
  let end = at + 1;
  while (signature[end] !== close) {
    const length = completeLength(signature, end);
    if (length === 0) return 0;
    end += length;
  }
  return end + 1 - at;
}

/** One complete type of D-Bus: structs have members, entries of dictionaries a basic key, and stand in arrays only. */
function isSignature(type: string): boolean {
  if (type.length > LONGEST || type.includes(TOO_DEEP)) return false;
  if (type === "" || completeLength(type, 0) !== type.length || /[^bynqiuxtdsogva(){}]/.test(type)) return false;
  if (type.includes("()") || type.startsWith("{")) return false;
  for (let at = type.indexOf("{"); at >= 0; at = type.indexOf("{", at + 1)) {
    const entry = members(type.slice(at, at + completeLength(type, at)));
    if (type[at - 1] !== "a" || entry.length !== 2 || entry[0]?.length !== 1 || entry[0] === "v") return false;
  }
  return true;
}
