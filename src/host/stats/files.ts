/** The formats that files of cgroups have (cgroup-v2.rst "Format"). */
import { readFileSync } from "node:fs";
import { hasCode } from "../../state/store.ts";

/** What `max` stands for where a number is reported. */
export const UNLIMITED = 2n ** 64n - 1n;

/** Undefined where the kernel has no such file, its cgroup has gone, or what it tells of is switched off. */
export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "latin1");
  } catch (error) {
    if (["ENOENT", "ENODEV", "EOPNOTSUPP", "EINVAL"].some((code) => hasCode(error, code))) return undefined;
    throw error;
  }
}

/** One number; 0 where there is no file. */
export function readNumber(file: string): bigint {
  return toNumber(readText(file) ?? "0");
}

/** 0 where it is none. */
export function toNumber(text: string): bigint {
  const word = text.trim();
  if (word === "max") return UNLIMITED;
  return /^-?\d+$/.test(word) ? BigInt(word) : 0n;
}

/** Lines of `key number`. */
export function toKeyed(text: string): Map<string, bigint> {
  const result = new Map<string, bigint>();
  for (const line of text.split("\n")) {
    const [key = "", value = "", more] = line.split(" ");
    if (key !== "" && value !== "" && more === undefined) result.set(key, toNumber(value));
  }
  return result;
}

/** The object without those of the members `keys` that are 0 or empty, as Go leaves out what is `omitempty`. */
export function omitEmpty<T extends object, K extends keyof T>(
  value: T,
  ...keys: readonly K[]
): Omit<T, K> & Partial<T> {
  const result: Partial<T> = { ...value };
  for (const key of keys) if (isEmpty(value[key])) delete result[key];
  return result as Omit<T, K> & Partial<T>;
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === 0n || value === "" || value === undefined;
}
