/** Configs for the comparison: a small container around each field, with that field changed. */
import { lookup, tokens } from "../../src/common/pointer.ts";
import type { Difference, Listed } from "../mutations/differences.ts";
import { anyPlace, render } from "../mutations/json.ts";
import { type Mutation, mutated, mutationsOf } from "../mutations/mutations.ts";
import { Random } from "../mutations/random.ts";
import { aroundField } from "../mutations/samples.ts";
import { upstreamFields } from "../schemas/fields.ts";

export interface Case {
  readonly mutation: Mutation;
  readonly text: string;
}

type Known = Listed<Difference>;

/** So many that a part takes a few seconds. */
const LARGEST_PART = 60;

export function everyField(): string[] {
  return upstreamFields.map((field) => field.pointer);
}

/**
 * runc loads the filter before its init waits for start, and not after: with these its own init is killed, at times a thread
 * of it only, and create hangs.
 */
function killsRunc({ field, kind }: Mutation): boolean {
  return field === "/linux/seccomp/defaultAction" && /^name SCMP_ACT_(KILL|TRAP|TRACE)/.test(kind);
}

/** So many cases of a listed difference: a kind that fits need not be one that differs. */
const OF_EACH = 3;

/** One case of each field, some of each listed difference, and of the rest as many as fit. */
export function chosenCases({ seed, count, listed }: { seed: number; count: number; listed: Known }): Case[] {
  const random = new Random(seed);
  const byField = upstreamFields.map((field) => {
    const config = aroundField(field.pointer);
    const at = anyPlace(config, field.pointer);
    const all = mutationsOf(field, at, lookup(config, at)).filter((mutation) => !killsRunc(mutation));
    const mutations = random.shuffled(all);
    return mutations.map((mutation) => ({ mutation, config }));
  });
  const first = byField.flatMap((cases) => cases.slice(0, 1));
  const rest = random.shuffled(byField.flatMap((cases) => cases.slice(1)));
  const differing = listed.differences.flatMap((difference) => {
    return rest.filter(({ mutation }) => listed.fits(difference, mutation)).slice(0, OF_EACH);
  });
  const chosen = [...new Set([...first, ...differing, ...rest])].slice(0, count);
  return chosen.map(({ mutation, config }) => ({ mutation, text: render(mutated(config, mutation)) }));
}

/** By area: `linux/resources 2 of 5`. */
export function inParts(cases: readonly Case[]): { name: string; part: Case[] }[] {
  const areas = new Map<string, Case[]>();
  for (const one of cases) {
    const area = tokens(one.mutation.field).slice(0, 2).join("/");
    areas.set(area, [...(areas.get(area) ?? []), one]);
  }
  return [...areas].flatMap(([area, all]) => {
    const count = Math.ceil(all.length / LARGEST_PART);
    return Array.from({ length: count }, (_, index) => ({
      name: `${area} ${index + 1} of ${count}`,
      part: all.slice(index * LARGEST_PART, (index + 1) * LARGEST_PART),
    }));
  });
}
