/** GVariant's text format (docs.gtk.org/glib/gvariant-text-format.html), as annotations give systemd's properties. */
import type { BusValue, Variant } from "../../../../common/variant.ts";
import { type Node, parseVariant } from "./gvariant-tree.ts";
import { isWhole, members, typeOf } from "./gvariant-type.ts";

/** Bits of each whole number, and whether it has a sign. */
const WIDTHS: Readonly<Record<string, readonly [bits: bigint, signed: boolean]>> = {
  y: [8n, false],
  n: [16n, true],
  q: [16n, false],
  i: [32n, true],
  u: [32n, false],
  x: [64n, true],
  t: [64n, false],
};

const OBJECT_PATH = /^\/$|^(\/[A-Za-z0-9_]+)+$/;
const SIGNATURE = /^[bynqiuxtdsogva(){}]{0,255}$/;

/** Undefined where the text is no GVariant, or where D-Bus has no such value. */
export function readVariant(text: string): Variant | undefined {
  const node = parseVariant(text);
  const signature = node === undefined ? undefined : typeOf(node);
  if (node === undefined || signature === undefined) return undefined;
  const value = build(node, signature);
  return value === undefined ? undefined : { signature, value };
}

function build(node: Node, type: string): BusValue | undefined {
  switch (node.kind) {
    case "typed":
      return build(node.item, type);
    case "boolean":
      return node.value;
    case "number":
      return number(node.text, type);
    case "string":
      return string(node.text, type);
    case "bytes":
      return [...Buffer.from(node.text, "latin1"), 0];
    case "variant":
      return variant(node.item);
    case "array":
      return every(node.items.map((item) => build(item, type.slice(1))));
    case "tuple":
      return every(node.items.map((item, index) => build(item, members(type)[index] ?? "")));
    case "dictionary":
      return dictionary(node.items, members(type.slice(1)));
  }
}

function every(values: readonly (BusValue | undefined)[]): BusValue[] | undefined {
  const found = values.filter((value) => value !== undefined);
  return found.length === values.length ? found : undefined;
}

function dictionary(items: readonly Node[], [key = "", value = ""]: readonly string[]): BusValue[] | undefined {
  const built = items.map((item, index) => build(item, index % 2 === 0 ? key : value));
  const pairs = built.flatMap((item, index) => (index % 2 === 0 ? [every([item, built[index + 1]])] : []));
  return every(pairs);
}

function variant(item: Node): Variant | undefined {
  const signature = typeOf(item);
  const value = signature === undefined ? undefined : build(item, signature);
  return signature === undefined || value === undefined ? undefined : { signature, value };
}

function string(text: string, type: string): string | undefined {
  if (text.includes("\0")) return undefined;
  if (type === "o") return OBJECT_PATH.test(text) ? text : undefined;
  if (type === "g") return SIGNATURE.test(text) ? text : undefined;
  return text;
}

/** Whole numbers in decimal, hexadecimal (0x) or, from a leading 0 on, octal; undefined where the type cannot hold it. */
function number(text: string, type: string): number | string | undefined {
  if (type === "d") return Number.isFinite(Number(text)) ? Number(text) : undefined;
  const [bits, signed] = WIDTHS[type] ?? [0n, false];
  if (!isWhole(text) || bits === 0n) return undefined;
  const digits = text.replace(/^[-+]/, "");
  const size = wholeNumber(digits);
  if (size === undefined) return undefined;
  const value = text.startsWith("-") ? -size : size;
  const [least, most] = signed ? [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n] : [0n, (1n << bits) - 1n];
  if (value < least || value > most) return undefined;
  return bits === 64n ? String(value) : Number(value);
}

function wholeNumber(digits: string): bigint | undefined {
  const octal = /^0\d+$/.test(digits);
  if (octal && /[89]/.test(digits)) return undefined;
  return BigInt(octal ? `0o${digits.slice(1)}` : digits);
}
