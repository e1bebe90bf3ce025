/** Did you mean: the known name that a wrong one was probably meant to be. Used on the way to a report only. */
import { distance } from "fastest-levenshtein";

/** Longer words are not names of anything; comparing them would cost time that a hostile file could ask for. */
const LONGEST = 64;
const SHORTEST_PREFIX = 3;

/**
 * The nearest candidate: a third of the letters differ at most, or two of five, whatever their case; or one that the word begins or ends
 * (`net` for `network`, `KILL` for `CAP_KILL`).
 */
export function suggest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > LONGEST) return undefined;
  const wanted = word.toLowerCase();
  const limit = word.length < 5 ? 1 : Math.max(2, Math.floor(word.length / 3));
  let best: { name: string; away: number } | undefined;
  for (const name of candidates) {
    const away = name === word ? limit + 1 : edits(wanted, name.toLowerCase());
    if (away <= limit && (best === undefined || away < best.away)) best = { name, away };
  }
  return best?.name ?? partOf(wanted, candidates);
}

/** Suggestions of one report: only the first ones are sought, as a hostile file may have millions of wrong names. */
export class Suggestions {
  #left = 100;

  /** To be spread into a problem. */
  near(word: string, candidates: Iterable<string>): { suggestion?: string } {
    if (this.#left === 0) return {};
    this.#left--;
    const suggestion = suggest(word, [...candidates]);
    return suggestion === undefined ? {} : { suggestion };
  }
}

/** Levenshtein's, but two neighbours that changed places, the commonest slip of short words, are one edit. */
function edits(word: string, name: string): number {
  return isSwapped(word, name) ? 1 : distance(word, name);
}

function isSwapped(word: string, name: string): boolean {
  if (word.length !== name.length) return false;
  const at = [...word].findIndex((letter, index) => letter !== name[index]);
  return at >= 0 && word[at] === name[at + 1] && word[at + 1] === name[at] && word.slice(at + 2) === name.slice(at + 2);
}

function partOf(wanted: string, candidates: readonly string[]): string | undefined {
  if (wanted.length < SHORTEST_PREFIX) return undefined;
  const matching = candidates.filter((name) => {
    const lower = name.toLowerCase();
    return lower.startsWith(wanted) || lower.endsWith(`_${wanted}`);
  });
  return matching.length === 1 ? matching[0] : undefined;
}
