/**
 * Checks that a peer is expected to fail, by class.
 *
 * `newer`: the check asks for something that is newer than this peer. `advance`: something that only caisson promises.
 * `bug`: a documented bug of the peer. A listed check that passes nevertheless is reported.
 */
import { runtime } from "./harness/environment.ts";

export interface PeerFailure {
  readonly class: "newer" | "advance" | "bug";
  readonly reason: string;
}

interface Entry extends PeerFailure {
  /** Full names of checks; `*` at the end stands for any rest. */
  readonly checks: readonly string[];
  /** Peers that fail; every peer where left out. */
  readonly peers?: readonly string[];
}

const ENTRIES: readonly Entry[] = [];

function covers(entry: Entry, id: string): boolean {
  if (entry.peers !== undefined && !entry.peers.includes(runtime.name)) return false;
  return entry.checks.some((pattern) => (pattern.endsWith("*") ? id.startsWith(pattern.slice(0, -1)) : pattern === id));
}

/** Why the peer under test fails a check; undefined where it should pass. */
export function peerFailure(id: string): PeerFailure | undefined {
  return ENTRIES.find((entry) => covers(entry, id));
}
