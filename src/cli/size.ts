/** Sizes as runc reads them: `512m`, `1.5 GiB`, `1048576`, in powers of 1024. */

const FACTORS: Readonly<Record<string, number>> = { "": 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40, p: 2 ** 50 };
const SIZE = /^(\d+(?:\.\d*)?|\.\d+) ?(?:([kmgtp])(?:i?b)?|b)?$/i;

/** Bytes; -1, and nothing else below 0, is no limit. Undefined where it is no size. */
export function parseSize(text: string): number | bigint | undefined {
  if (text === "-1") return -1;
  const [, number = "", unit = ""] = SIZE.exec(text) ?? [];
  const factor = FACTORS[unit.toLowerCase()];
  if (number === "" || factor === undefined) return undefined;
  // exact where it is whole: limits have 64 bits
  const bytes = number.includes(".") ? BigInt(Math.trunc(Number(number) * factor)) : BigInt(number) * BigInt(factor);
  return bytes <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(bytes) : bytes;
}
