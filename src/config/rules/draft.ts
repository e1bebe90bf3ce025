/**
 * What rules work on: a spec of which parts may be missing, since those that the schema refused were taken out. So one
 * report has the problems that the schema finds and those that only rules find.
 */
import type { Problem } from "../problem.ts";
import type { Spec } from "../spec.ts";

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
  /** Pointers of the parts that were taken out: their absence says nothing. */
  readonly pruned: readonly string[];
}

export type Rule = (spec: Draft, findings: Findings) => void;

/** Items with their index, without holes. */
export function* each<T>(list: readonly (T | undefined)[] | undefined): Generator<[number, T]> {
  if (list === undefined) return;
  for (let index = 0; index < list.length; index++) {
    const item = list[index];
    if (item !== undefined) yield [index, item];
  }
}

/** True where the part itself, something in it, or something that it lies in was taken out. */
export function isPruned(findings: Findings, place: string): boolean {
  return findings.pruned.some((pruned) => {
    return pruned === place || pruned.startsWith(`${place}/`) || place.startsWith(`${pruned}/`) || pruned === "";
  });
}
