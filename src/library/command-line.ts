/** From options to a command line of the runtime. */
import { resolve } from "node:path";
import type { Options } from "./options.ts";

/** Names of flags by what their options are; a path is made absolute, a list is a flag for each. */
export interface FlagKinds {
  readonly booleans?: readonly string[];
  readonly strings?: readonly string[];
  readonly paths?: readonly string[];
  readonly lists?: readonly string[];
}

const GLOBAL: FlagKinds = { booleans: ["systemd-cgroup"], strings: ["rootless"], paths: ["root"] };

export function globalFlags(options: Options): string[] {
  return flags(options, GLOBAL);
}

/** `--flag=value` of each option that is given; its name is the flag's in camel case. */
export function flags(options: object, { booleans = [], strings = [], paths = [], lists = [] }: FlagKinds): string[] {
  const given = options as Readonly<Record<string, unknown>>;
  const of = (names: readonly string[], textsOf: (value: unknown) => string[]): string[] =>
    names.flatMap((name) => {
      const value = given[optionName(name)];
      return value === undefined ? [] : textsOf(value).map((text) => `--${name}=${text}`);
    });
  return [
    ...of([...booleans, ...strings], (value) => [String(value)]),
    ...of(paths, (value) => [resolve(String(value))]),
    ...of(lists, (value) => (value as readonly unknown[]).map(String)),
  ];
}

/** `noPivot` of `no-pivot`. */
export function optionName(flag: string): string {
  return flag.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
