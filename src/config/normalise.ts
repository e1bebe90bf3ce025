/**
 * What holds for every value, whatever its field: null is as good as absent (Go programs write it for empty fields), and
 * no string may hold a NUL, where the kernel would end it.
 */
import { pointer } from "../common/pointer.ts";
import type { Problem } from "./problem.ts";

const NUL = "\0";

/** Removes members that are null, in place, and reports strings and keys with NUL. Iterative: nesting is unbounded. */
export function normalise(root: unknown): Problem[] {
  const pending: object[] = [[root]];
  let nul = false;
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const isArray = Array.isArray(node);
    const members = node as Record<string, unknown>;
    for (const key in members) {
      const value = members[key];
      if (typeof value === "string") nul ||= value.includes(NUL);
      else if (value === null && !isArray) delete members[key];
      else if (typeof value === "object" && value !== null) pending.push(value);
      if (!isArray) nul ||= key.includes(NUL);
    }
  }
  return nul ? nulProblems(root) : [];
}

/** The slow path, with pointers. */
function nulProblems(root: unknown): Problem[] {
  const problems: Problem[] = [];
  const message = "has a NUL character";
  const pending: { value: unknown; at: string }[] = [{ value: root, at: "" }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, at } = next;
    if (typeof value === "string" && value.includes(NUL)) problems.push({ pointer: at, message });
    if (typeof value !== "object" || value === null) continue;
    for (const [key, member] of Object.entries(value)) {
      const place = pointer(at, key);
      if (key.includes(NUL)) problems.push({ pointer: place, message: "has a NUL character in its key" });
      pending.push({ value: member, at: place });
    }
  }
  return problems.reverse();
}
