/** Which user namespace this process is in. */
import { readFileSync } from "node:fs";

/** False in the initial one, whose map has all ids as they are (user_namespaces(7)). */
export function inUserNamespace(): boolean {
  const [inside, outside, count, ...more] = readFileSync("/proc/self/uid_map", "latin1").trim().split(/\s+/);
  return inside !== "0" || outside !== "0" || count !== "4294967295" || more.length > 0;
}
