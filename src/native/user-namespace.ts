/** Which user namespace this process is in. */
import { readFileSync } from "node:fs";

/** The map of the initial user namespace: all ids as they are (user_namespaces(7)). `text` is that of /proc/self/uid_map. */
export function isWholeMap(text: string): boolean {
  const [inside, outside, count, ...more] = text.trim().split(" ").filter(Boolean);
  return inside === "0" && outside === "0" && count === "4294967295" && more.length === 0;
}

export function inUserNamespace(): boolean {
  return !isWholeMap(readFileSync("/proc/self/uid_map", "latin1"));
}
