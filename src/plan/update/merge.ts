/** Limits that two updates have set, one after the other, as one. */
import type { Resources } from "../../config/spec.ts";

export function mergeResources(before: Resources, after: Resources): Resources {
  return mergeObjects(before as Members, after as Members) as Resources;
}

type Members = Readonly<Record<string, unknown>>;

function mergeObjects(before: Members, after: Members): Members {
  const result: Record<string, unknown> = { ...before };
  for (const [key, value] of Object.entries(after)) result[key] = merge(before[key], value);
  return result;
}

function merge(before: unknown, after: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(after)) return mergeLists(before, after);
  if (isObject(before) && isObject(after)) return mergeObjects(before, after);
  return after;
}

/** Items are for a size, an interface or a device each. */
function mergeLists(before: readonly Members[], after: readonly Members[]): Members[] {
  const items = new Map<string, Members>();
  for (const item of [...before, ...after]) {
    const key = String(item.pageSize ?? item.name ?? `${item.major}:${item.minor}`);
    items.set(key, mergeObjects(items.get(key) ?? {}, item));
  }
  return [...items.values()];
}

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
