/**
 * What rules work on: a spec of which parts may be missing, since those that the schema refused were taken out. So one
 * report has the problems that the schema finds and those that only rules find.
 */
import type { Problem } from "../problem.ts";
import type { Spec } from "../spec.ts";
import type { Suggestions } from "../suggest.ts";

export type Tolerant<T> = T extends readonly (infer Item)[]
  ? (Tolerant<Item> | undefined)[]
  : T extends object
    ? { [Key in keyof T]?: Tolerant<T[Key]> | undefined }
    : T;

export type Draft = Tolerant<Spec>;

/** Where a rule says what it found. */
export interface Findings {
  readonly problems: Problem[];
  readonly warnings: Problem[];
  readonly suggestions: Suggestions;
  /** Pointers of the parts that were taken out: their absence says nothing. */
  readonly pruned: readonly string[];
}

export type Rule = (spec: Draft, findings: Findings) => void;

export type RuleOptions = Pick<Findings, "pruned" | "suggestions">;

export function runRules(spec: Draft, rules: readonly Rule[], options: RuleOptions): Findings {
  const findings: Findings = { problems: [], warnings: [], ...options };
  for (const rule of rules) rule(spec, findings);
  return findings;
}

/**
 * Visits the items with their index, without holes. A plain loop: a process checks one config in its life, and the engine
 * compiles generators, flatMap and some on their first use, at 0.05 to 0.1 ms each.
 */
export function each<T>(list: readonly (T | undefined)[] | undefined, visit: (item: T, index: number) => void): void {
  if (list === undefined) return;
  for (let index = 0; index < list.length; index++) {
    const item = list[index];
    if (item !== undefined) visit(item, index);
  }
}

/** True where the part itself, something in it, or something that it lies in was taken out. */
export function isPruned({ pruned }: Findings, place: string): boolean {
  if (pruned.length === 0) return false;
  return pruned.some((part) => {
    return part === place || part.startsWith(`${place}/`) || place.startsWith(`${part}/`) || part === "";
  });
}
