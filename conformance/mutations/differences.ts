/** Lists of expected differences between two judges of config.json, as data. */
import { INTEGERS, type Mutation } from "./mutations.ts";

export interface Difference {
  /** Pointers of fields; `*` stands for any part of one, `?` for one character. */
  readonly fields: readonly string[];
  /** Kinds of mutations; `*` likewise. */
  readonly kinds: readonly string[];
  /** What we do with it, while the other does the opposite. */
  readonly we: "accept" | "refuse";
  readonly reason: string;
}

/** Says which entry explains a difference, and which entries never did. */
export class Listed<D extends Difference> {
  readonly differences: readonly D[];
  readonly #entries: readonly { readonly difference: D; readonly fields: RegExp; readonly kinds: RegExp }[];
  readonly #used = new Map<D, number>();

  constructor(differences: readonly D[]) {
    this.differences = differences;
    this.#entries = differences.map((difference) => {
      return { difference, fields: pattern(difference.fields), kinds: pattern(difference.kinds) };
    });
  }

  /** Every entry that fits counts as used. */
  find({ field, kind }: Mutation, we: "accept" | "refuse"): D | undefined {
    const fitting = this.#entries.filter((entry) => {
      return entry.difference.we === we && entry.fields.test(field) && entry.kinds.test(kind);
    });
    for (const { difference } of fitting) this.#used.set(difference, (this.#used.get(difference) ?? 0) + 1);
    return fitting[0]?.difference;
  }

  /** Whether the entry is about such a mutation. */
  fits(difference: Difference, { field, kind }: Mutation): boolean {
    const entry = this.#entries.find((one) => one.difference === difference);
    return entry?.fields.test(field) === true && entry.kinds.test(kind);
  }

  uses(difference: D): number {
    return this.#used.get(difference) ?? 0;
  }

  get unused(): D[] {
    return this.#entries.map(({ difference }) => difference).filter((difference) => !this.#used.has(difference));
  }
}

function pattern(wildcards: readonly string[]): RegExp {
  const quoted = wildcards.map((text) =>
    text
      .replaceAll(/[.+^${}()|[\]\\/]/g, "\\$&")
      .replaceAll("*", "[^]*")
      .replaceAll("?", "[^]"),
  );
  return new RegExp(`^(?:${quoted.join("|")})$`);
}

/** The kinds of all numbers that are tried and lie above, or below, this one. */
export function above(limit: bigint): string[] {
  return INTEGERS.filter((number) => number > limit).map((number) => `number ${number}`);
}

export function below(limit: bigint): string[] {
  return INTEGERS.filter((number) => number < limit).map((number) => `number ${number}`);
}
