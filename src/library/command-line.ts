/** From options to a command line of the runtime. */
import { resolve } from "node:path";
import type { Options } from "./options.ts";

/** Options by the names of their flags: a string is a value, a path is one that is made absolute. */
export interface FlagKinds {
  readonly booleans?: readonly string[];
  readonly strings?: readonly string[];
  readonly paths?: readonly string[];
}

const GLOBAL: FlagKinds = { booleans: ["systemd-cgroup"], strings: ["rootless"], paths: ["root"] };

export function globalFlags(options: Options): string[] {
  return flags(options, GLOBAL);
}

/** `--flag=value` of each option that is given; its name is the flag's in camel case. */
export function flags(options: object, kinds: FlagKinds): string[] {
  const given = options as Readonly<Record<string, unknown>>;
  const texts = (names: readonly string[], textOf: (value: string) => string) =>
    names.flatMap((name) => {
      const value = given[optionName(name)];
      return typeof value === "string" ? [`--${name}=${textOf(value)}`] : [];
    });
  return [
    ...(kinds.booleans ?? []).flatMap((name) => (given[optionName(name)] === true ? [`--${name}`] : [])),
    ...texts(kinds.strings ?? [], (value) => value),
    ...texts(kinds.paths ?? [], (value) => resolve(value)),
  ];
}

/** `noPivot` of `no-pivot`. */
export function optionName(flag: string): string {
  return flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
