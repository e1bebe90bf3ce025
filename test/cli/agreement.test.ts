import { describe, expect, it } from "vitest";
import type { Argv } from "yargs";
import { commandYargs, globalYargs } from "../../src/cli/help.ts";
import { COMMANDS, type Flag, GLOBAL_FLAGS } from "../../src/cli/table.ts";
import { UsageError } from "../../src/cli/usage-error.ts";
import { parseCommandLine } from "./command-line.ts";

/** What both parsers come to: flags as text, words, or a refusal. */
type Reading = { flags: Record<string, string | readonly string[]>; words: string[] } | "refused";

const BOOLEANS = ["1", "t", "T", "true", "TRUE", "True", "0", "f", "F", "false", "FALSE", "False"];

/** One stage by yargs. What yargs has no type for is checked here on the text that it found. */
function byYargs(parser: Argv, flags: readonly Flag[], argv: readonly string[]): Reading {
  let refused = false;
  // yargs takes no `=T` for a boolean: give it the normal form
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  const normal = argv.map((word, at) => (at < end ? normalBoolean(word, flags) : word));
  const found = parser
    .strictOptions()
    .fail(() => {
      refused = true;
    })
    .parseSync(normal);
  if (refused) return "refused";
  const values: Record<string, string | readonly string[]> = {};
  for (const flag of flags) {
    const value = found[flag.name];
    if (value === undefined) continue;
    if (flag.type === "count" && !/^\d{1,9}$/.test(String(value))) return "refused";
    values[flag.name] = Array.isArray(value) ? value.map(String) : String(value);
  }
  return { flags: values, words: found._.map(String) };
}

function normalBoolean(word: string, flags: readonly Flag[]): string {
  const [name = "", value = ""] = word.split("=");
  const flag = flags.find((each) => [each.name, each.alias].includes(name.replace(/^--?/, "")));
  if (flag?.type !== "boolean" || !BOOLEANS.includes(value)) return word;
  return `${name}=${BOOLEANS.indexOf(value) < 6}`;
}

function wholeByYargs(argv: readonly string[]): Reading[] | "refused" {
  const globals = byYargs(globalYargs(), GLOBAL_FLAGS, argv);
  if (globals === "refused") return "refused";
  const [verb, ...rest] = globals.words;
  const command = COMMANDS.find(({ name }) => name === verb);
  if (command === undefined) return "refused";
  const args = byYargs(commandYargs(command), command.flags, rest);
  if (args === "refused") return "refused";
  const { length } = command.positionals.filter(({ optional }) => optional === undefined);
  const most = command.passesThrough ? Number.POSITIVE_INFINITY : command.positionals.length;
  const fits = args.words.length >= length && args.words.length <= most;
  // what is passed through is the end of the command line as it stands
  const words = command.passesThrough ? argv.slice(argv.length - args.words.length) : args.words;
  return fits || args.flags.help === "true"
    ? [
        { flags: globals.flags, words: [] },
        { ...args, words },
      ]
    : "refused";
}

function wholeByOurs(argv: readonly string[]): Reading[] | "refused" {
  try {
    const { globals, args } = parseCommandLine(argv);
    return [globals, args].map(({ flags, lists, positionals }) => ({
      flags: Object.fromEntries([...flags, ...lists]),
      words: [...positionals],
    }));
  } catch (error) {
    if (error instanceof UsageError) return "refused";
    throw error;
  }
}

/** A small generator with a seed, so that a failure can be seen again (mulberry32). */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Pick = <T>(from: readonly T[]) => T;

function flagWords(flag: Flag, pick: Pick): string[] {
  const name = pick([`--${flag.name}`, `-${flag.name}`, ...(flag.alias === undefined ? [] : [`-${flag.alias}`])]);
  if (flag.type === "boolean") return [pick([name, name, `${name}=true`, `${name}=F`, `${name}=0`])];
  const value = pick(
    flag.choices ?? (flag.type === "count" ? ["0", "3", "x", "-2"] : ["/a", "b c", "0x10", "a=b", "1"]),
  );
  return pick([[name, value], [`${name}=${value}`]]);
}

function generate(seed: number): string[] {
  const below = random(seed);
  const pick: Pick = (from) => {
    const chosen = from[below(from.length)];
    if (chosen === undefined) throw new Error("nothing to pick from");
    return chosen;
  };
  const some = (flags: readonly Flag[], most: number): string[][] =>
    Array.from({ length: below(most + 1) }, () => flagWords(pick(flags), pick));
  const command = pick(COMMANDS);
  const stray = below(12) === 0 ? [[pick(["--bogus", "-x", "--", "--no-pivott=1", "--log", "-"])]] : [];
  const positionals = Array.from({ length: below(4) }, () => [pick(["web", "a.b", "9", "KILL", "-9"])]);
  const mixed = [...some(command.flags, 3), ...positionals, ...stray].sort(() => below(3) - 1);
  return [...some(GLOBAL_FLAGS, 2).flat(), command.name, ...mixed.flat()];
}

describe("the two parsers", () => {
  it("agree on 1500 generated command lines", () => {
    const tally = { accepted: 0, refused: 0 };
    for (let seed = 1; seed <= 1500; seed += 1) {
      const argv = generate(seed);
      const ours = wholeByOurs(argv);
      expect({ argv, reading: ours }).toEqual({ argv, reading: wholeByYargs(argv) });
      tally[ours === "refused" ? "refused" : "accepted"] += 1;
    }
    // the generator must not drift into making one kind only
    expect(tally.accepted).toBeGreaterThan(250);
    expect(tally.refused).toBeGreaterThan(150);
    // 6 s of computing, which other work beside it makes many times as long
  }, 120_000);
});
