import { RuntimeError } from "../common/errors.ts";

/** A wrong command line. `candidates` are the words that would have been right in place of `found`. */
export class UsageError extends RuntimeError {
  readonly found: string;
  readonly candidates: readonly string[];

  constructor(message: string, near: { found: string; candidates: readonly string[] } = { found: "", candidates: [] }) {
    super("USAGE", message);
    this.found = near.found;
    this.candidates = near.candidates;
  }
}
