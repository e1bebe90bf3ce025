/** Checks that a peer is expected to fail, by class. A listed check that passes nevertheless is reported. */
import { runtime } from "./harness/environment.ts";
import { ADVANCES } from "./peers/advances.ts";
import { BUGS } from "./peers/bugs.ts";
import type { Entry } from "./peers/entry.ts";
import { NEWER } from "./peers/newer.ts";

const CLASSES = { newer: NEWER, advance: ADVANCES, bug: BUGS } as const;

export interface PeerFailure {
  readonly class: keyof typeof CLASSES;
  readonly reason: string;
}

function covers(entry: Entry, id: string): boolean {
  if (entry.peers !== undefined && !entry.peers.includes(runtime.name)) return false;
  return entry.checks.some((pattern) => {
    const [before = "", after] = pattern.split("*");
    return after === undefined ? pattern === id : id.startsWith(before) && id.endsWith(after);
  });
}

/** Why the peer under test fails a check; undefined where it should pass. */
export function peerFailure(id: string): PeerFailure | undefined {
  for (const [name, entries] of Object.entries(CLASSES)) {
    const found = entries.find((entry) => covers(entry, id));
    if (found !== undefined) return { class: name as keyof typeof CLASSES, reason: found.reason };
  }
  return undefined;
}
