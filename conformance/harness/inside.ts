/** Verbs of the probe in a container, and what they print. */
import type { Outcome } from "./outcome.ts";
import { findReport, type Line, parseLines, type Report } from "./report.ts";

/** A verb of the probe: words split at blanks, or a list where a word holds blanks. */
export type Verb = string | readonly string[];

/** What a foreground run printed. */
export class Inside {
  readonly outcome: Outcome;
  readonly lines: readonly Line[];

  constructor(outcome: Outcome) {
    this.outcome = outcome;
    this.lines = parseLines(outcome.stdout);
  }

  get report(): Report {
    return findReport(this.lines);
  }

  /** The line of the n-th verb, from 0. */
  line(index: number): Line {
    const found = this.lines[index];
    if (found === undefined) throw new Error(`the probe printed no line ${index}: ${this.outcome.stderr}`);
    return found;
  }
}

export function probeArgs(verbs: readonly Verb[]): string[] {
  const words = verbs.map((verb) => (typeof verb === "string" ? verb.split(" ") : [...verb]));
  return words.flatMap((part, index) => (index === 0 ? part : ["--", ...part]));
}
