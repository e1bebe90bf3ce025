/** What a verb gets of the command line: flags by name, and positionals in order. */

export interface Arguments {
  /** Values as text; booleans are `true` or `false`. Flags that were not given are missing. */
  readonly flags: ReadonlyMap<string, string>;
  /** Of flags that may be given several times, all values in order. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  readonly positionals: readonly string[];
}

/** The value of a flag; undefined where it is missing or empty, as callers pass `--pid-file ""` for none. */
export function textFlag(args: Arguments, name: string): string | undefined {
  const value = args.flags.get(name);
  return value === "" ? undefined : value;
}

export function listFlag(args: Arguments, name: string): readonly string[] {
  return args.lists.get(name) ?? [];
}

export function isSet(args: Arguments, name: string): boolean {
  return args.flags.get(name) === "true";
}

/** The value of a `count` flag, which the parser has checked; 0 where it is missing. */
export function countFlag(args: Arguments, name: string): number {
  return Number(args.flags.get(name) ?? "0");
}

/** A positional that the parser has made sure of; empty where it is an optional one that is missing. */
export function positional(args: Arguments, index: number): string {
  return args.positionals[index] ?? "";
}
