import { tokens } from "../common/pointer.ts";

/** Takes the part at the pointer out, so that the rules see only what has the right shape; items of lists leave a hole. */
export function prune(document: unknown, place: string): void {
  const path = tokens(place);
  let node = document;
  for (const token of path.slice(0, -1)) {
    if (typeof node !== "object" || node === null || !Object.hasOwn(node, token)) return;
    node = (node as Record<string, unknown>)[token];
  }
  const last = path.at(-1);
  if (typeof node !== "object" || node === null || last === undefined) return;
  if (Array.isArray(node)) node[Number(last)] = undefined;
  else delete (node as Record<string, unknown>)[last];
}
