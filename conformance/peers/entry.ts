/** One reason for which checks fail with a peer. */
export interface Entry {
  readonly reason: string;
  /** Full names of checks; `*` stands for anything. */
  readonly checks: readonly string[];
  /** Peers that fail; every peer where left out. */
  readonly peers?: readonly string[];
}
