/** Two judges of the same documents, and the differences between them that are known. */
import { lookup } from "../../src/common/pointer.ts";
import { type Difference, Listed } from "../mutations/differences.ts";
import { anyPlace, render } from "../mutations/json.ts";
import { type Mutation, mutated, mutationsOf } from "../mutations/mutations.ts";
import { Random } from "../mutations/random.ts";
import type { Field } from "../mutations/schema.ts";
import type { Verdict } from "./verdicts.ts";

export interface Sides {
  readonly ours: (text: string) => Verdict;
  readonly theirs: (text: string) => Verdict;
  /** Valid to both, with a value for every field. */
  readonly document: unknown;
  readonly fields: readonly Field[];
  readonly differences: readonly Difference[];
}

export class Comparison {
  readonly mutations: readonly Mutation[];
  readonly #sides: Sides;
  readonly #listed: Listed<Difference>;

  constructor(sides: Sides) {
    this.#sides = sides;
    this.#listed = new Listed(sides.differences);
    this.mutations = sides.fields.flatMap((field) => {
      const at = anyPlace(sides.document, field.pointer);
      return mutationsOf(field, at, lookup(sides.document, at));
    });
  }

  /** The two verdicts on the document itself. */
  get unchanged(): Verdict[] {
    const text = render(this.#sides.document);
    return [this.#sides.ours(text), this.#sides.theirs(text)];
  }

  /** How the two differ after all of these, where they do and no entry says why. */
  unexplained(mutations: readonly Mutation[]): string[] {
    const text = render(mutations.reduce(mutated, this.#sides.document));
    const ours = this.#sides.ours(text);
    if (ours === this.#sides.theirs(text)) return [];
    const we = ours === "accepted" ? "accept" : "refuse";
    if (mutations.some((mutation) => this.#listed.find(mutation, we) !== undefined)) return [];
    return [`we ${we}: ${mutations.map(({ at, kind }) => `${at}: ${kind}`).join(" and ")}`];
  }

  /** The same of so many combinations. */
  unexplainedAtRandom(seed: number, combinations: number): string[] {
    const random = new Random(seed);
    return Array.from({ length: combinations }).flatMap(() => this.unexplained(combination(random, this.mutations)));
  }

  /** Entries that explained nothing. */
  get unused(): readonly Difference[] {
    return this.#listed.unused;
  }
}

/** Two to six mutations, none within the place of another. */
function combination(random: Random, mutations: readonly Mutation[]): Mutation[] {
  const chosen: Mutation[] = [];
  for (let left = 2 + random.below(5); left > 0; left--) {
    const next = mutations[random.below(mutations.length)] as Mutation;
    const within = (one: Mutation, other: Mutation) => `${one.at}/`.startsWith(`${other.at}/`);
    if (!chosen.some((other) => within(next, other) || within(other, next))) chosen.push(next);
  }
  return chosen;
}

/** With the reasons of the known ones in the report. */
export function printDifferences(differences: readonly Difference[]): void {
  for (const { we, fields, reason } of differences) console.log(`we ${we} ${fields.join(" ")}: ${reason}`);
}
