import { RuntimeError } from "../common/errors.ts";

interface Near {
  readonly found: string;
  readonly candidates: readonly string[];
  /** The hint where no candidate is near. */
  readonly otherwise?: string;
}

/** A wrong command line. `candidates` are the words that would have been right in place of `found`. */
export class UsageError extends RuntimeError {
  readonly found: string;
  readonly candidates: readonly string[];
  readonly otherwise: string;

  constructor(message: string, near: Near = { found: "", candidates: [] }) {
    super("USAGE", message);
    this.found = near.found;
    this.candidates = near.candidates;
    this.otherwise = near.otherwise ?? "caisson --help shows what there is";
  }
}
