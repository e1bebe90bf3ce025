import { distance } from "fastest-levenshtein";

/** The candidate that `found` may be a slip of: at most a third of its letters differ. */
export function nearest(found: string, candidates: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(found.length / 3));
  const ranked = candidates
    .map((candidate) => ({ candidate, away: distance(found, candidate) }))
    .filter(({ away }) => away <= limit)
    .sort((a, b) => a.away - b.away);
  return ranked[0]?.candidate;
}
