/** For each field of config.json, what may stand there instead: nothing, another type, the borders of its range, other words. */
import { Digits, withValue } from "./json.ts";
import type { Field, Shape } from "./schema.ts";

export interface Mutation {
  /** The field, with `*`. */
  readonly field: string;
  /** The place in the document. */
  readonly at: string;
  /** What was done, in a few words: `absent`, `null`, `type list`, `number 65536`, `text x`, `name SCHED_ISO`. */
  readonly kind: string;
  /** Undefined: the member is taken away. */
  readonly value: unknown;
}

type Change = readonly [kind: string, value: unknown];

/** Borders of the types that the spec and the kernel have, and what lies beyond them. */
export const INTEGERS = [
  -(2n ** 63n) - 1n,
  -(2n ** 63n),
  -(2n ** 31n) - 1n,
  -1001n,
  -1000n,
  -20n,
  -1n,
  0n,
  1n,
  19n,
  100n,
  101n,
  511n,
  512n,
  1000n,
  1001n,
  4095n,
  4096n,
  65535n,
  65536n,
  1048576n,
  2n ** 31n,
  2n ** 32n - 2n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 53n + 1n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 1n,
  2n ** 64n,
];

const SPELLINGS = ["1.0", "1e1", "1.5", "-0"];

/** Nothing among them leads anywhere: a runtime with a hole would be led outside of the container. */
const TEXTS = [
  ["empty", ""],
  ["blank", " "],
  ["with NUL", "x\0y"],
  ["long", "y".repeat(300)],
  ...["x", "/x", "../x", "a b", "a=b", "0-1", "é"].map((text) => [text, text]),
] as const;

const TYPES: readonly Change[] = [
  ["type string", "seven"],
  ["type number", 7],
  ["type boolean", true],
  ["type list", [7]],
  ["type object", { seven: 7 }],
];

export function mutationsOf({ pointer, shape }: Field, at: string, sample: unknown): Mutation[] {
  const changes: Change[] = [["absent", undefined], ["null", null], ...otherTypes(shape), ...ofType(shape, sample)];
  return changes.map(([kind, value]) => ({ field: pointer, at, kind, value }));
}

export function mutated(document: unknown, { at, value }: Mutation): unknown {
  return withValue(document, at, value);
}

function typeOf({ type, integer64, enum: names, properties }: Shape): string {
  if (integer64 !== undefined) return "integer";
  return type ?? (names !== undefined ? "string" : properties !== undefined ? "object" : "any");
}

function otherTypes(shape: Shape): Change[] {
  const own = typeOf(shape).replace("integer", "number").replace("array", "list");
  return own === "any" ? [] : TYPES.filter(([kind]) => kind !== `type ${own}`);
}

function ofType(shape: Shape, sample: unknown): Change[] {
  switch (typeOf(shape)) {
    case "boolean":
      return [
        ["true", true],
        ["false", false],
      ];
    case "integer":
      return [...INTEGERS.map(String), ...SPELLINGS].map((text) => [`number ${text}`, new Digits(text)]);
    case "string":
      return strings(shape, sample);
    case "array":
      return lists(sample);
    case "object":
      return objects(shape, sample);
    default:
      return [];
  }
}

function strings({ enum: names }: Shape, sample: unknown): Change[] {
  const own = names ?? [String(sample)];
  const spelt = own.slice(0, 1).flatMap((name) => [name.toLowerCase(), name.toUpperCase(), `${name}X`]);
  return [
    ...[...new Set([...(names ?? []), ...spelt])].map((name): Change => [`name ${name}`, name]),
    ...TEXTS.map(([name, text]): Change => [`text ${name}`, text]),
  ];
}

function lists(sample: unknown): Change[] {
  const [first] = Array.isArray(sample) ? (sample as unknown[]) : [];
  return [
    ["empty list", []],
    ["list with null", [null]],
    ["list with object", [{}]],
    ["list with list", [[]]],
    ["list with number", [7]],
    ["list with string", ["seven"]],
    ["list with item twice", [first, first]],
  ];
}

function objects({ properties }: Shape, sample: unknown): Change[] {
  const old = typeof sample === "object" && sample !== null ? sample : {};
  const [first] = Object.values(old);
  const free: Change[] = properties === undefined ? [["empty key", { "": first }]] : [];
  return [["empty object", {}], ["unknown key", { ...old, unknownKey: 1 }], ...free];
}
