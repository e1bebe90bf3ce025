/** config.json as text, with numbers that JavaScript would round or write in another way. */
import { pointer, tokens } from "../../src/common/pointer.ts";

/** A number as it stands in the text. */
export class Digits {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export function render(value: unknown): string {
  if (value instanceof Digits) return value.text;
  if (Array.isArray(value)) return `[${value.map(render).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${render(member)}`);
  return `{${members.join(",")}}`;
}

/** A copy with the value at the place; undefined takes the member away. What leads there is made where it is missing. */
export function withValue(document: unknown, place: string, value: unknown): unknown {
  const [key, ...rest] = tokens(place);
  if (key === undefined) return value;
  const inner = rest.length === 0 ? "" : pointer("", ...rest);
  if (Array.isArray(document)) {
    const copy = [...document];
    if (inner === "" && value === undefined) copy.splice(Number(key), 1);
    else copy[Number(key)] = withValue(copy[Number(key)], inner, value);
    return copy;
  }
  const old = typeof document === "object" && document !== null ? document : {};
  const entries = Object.entries(old).filter(([name]) => name !== key);
  if (inner === "" && value === undefined) return Object.fromEntries(entries);
  const changed = withValue((old as Record<string, unknown>)[key], inner, value);
  return Object.fromEntries([...entries, [key, changed]]);
}

/** The place that a pointer with `*` means in a document: the first item, the first key; undefined where there is none. */
export function firstPlace(document: unknown, pattern: string): string | undefined {
  let node = document;
  let place = "";
  for (const token of tokens(pattern)) {
    if (typeof node !== "object" || node === null) return undefined;
    const key = token === "*" ? Object.keys(node)[0] : token;
    if (key === undefined || !Object.hasOwn(node, key)) return undefined;
    place = pointer(place, key);
    node = (node as Record<string, unknown>)[key];
  }
  return place;
}

/** The same, or where it would be. */
export function anyPlace(document: unknown, pattern: string): string {
  return firstPlace(document, pattern) ?? pattern.replaceAll("*", "0");
}
