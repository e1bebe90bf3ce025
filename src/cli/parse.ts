/**
 * The parser of the hot path. It reads what callers of runc write (urfave/cli v1 over Go's flag package): long flags
 * with one dash or two, `--flag value` and `--flag=value`, global flags before the verb, the verb's flags before or
 * after its positionals, `--` to end flags, no clusters of short flags, the last of a repeated flag wins, unless it is a
 * list.
 *
 * One difference: a value that begins with a dash, and is no number, must be written `--flag=-value`, so that a forgotten
 * value does not swallow the next flag.
 */
import { type Arguments, isSet } from "./arguments.ts";
import { COMMANDS, type Command, type Flag, GLOBAL_FLAGS } from "./table.ts";
import { UsageError } from "./usage-error.ts";

export interface CommandLine {
  /** Undefined where no verb was given. */
  readonly command: Command | undefined;
  readonly args: Arguments;
}

const NOTHING: Arguments = { flags: new Map(), lists: new Map(), positionals: [] };
const TRUE = ["1", "t", "T", "true", "TRUE", "True"];
const FALSE = ["0", "f", "F", "false", "FALSE", "False"];

/** The global flags; the positionals are the verb and all that follows it. Throws UsageError. */
export function parseGlobals(argv: readonly string[]): Arguments {
  return scan(argv, GLOBAL_FLAGS, "first positional");
}

/** The verb, its flags and positionals. Throws UsageError. */
export function parseCommand([verb, ...rest]: readonly string[]): CommandLine {
  if (verb === undefined) return { command: undefined, args: NOTHING };
  const command = findCommand(verb);
  const args = scan(rest, command.flags, command.passesThrough ? "first positional" : "nowhere");
  if (!isSet(args, "help")) checkPositionals(command, args.positionals);
  return { command, args };
}

export function findCommand(verb: string): Command {
  const command = COMMANDS.find(({ name }) => name === verb);
  if (command !== undefined) return command;
  const candidates = COMMANDS.map(({ name }) => name);
  throw new UsageError(`unknown command ${JSON.stringify(verb)}`, { found: verb, candidates });
}

/** Read flags until the end, `--`, or the first positional; what is left are positionals. */
function scan(argv: readonly string[], flags: readonly Flag[], stop: "first positional" | "nowhere"): Arguments {
  const values = new Map<string, string>();
  const lists = new Map<string, string[]>();
  const positionals: string[] = [];
  let index = 0;
  while (index < argv.length) {
    const word = argv[index] ?? "";
    if (word === "--") return { flags: values, lists, positionals: [...positionals, ...argv.slice(index + 1)] };
    if (!isFlag(word)) {
      if (stop === "first positional") return { flags: values, lists, positionals: argv.slice(index) };
      positionals.push(word);
      index += 1;
      continue;
    }
    const { flag, attached } = findFlag(word, flags);
    const detached = attached === undefined && flag.type !== "boolean" ? nextValue(argv[index + 1]) : undefined;
    const value = checkValue(flag, attached ?? detached);
    if (flag.type === "list") lists.set(flag.name, [...(lists.get(flag.name) ?? []), value]);
    else values.set(flag.name, value);
    index += detached === undefined ? 1 : 2;
  }
  return { flags: values, lists, positionals };
}

/** `-` alone is a word: it names a file to some. */
function isFlag(word: string): boolean {
  return word.length > 1 && word.startsWith("-");
}

/** No flag's name begins with a digit: `-1` is no limit. */
function nextValue(word: string | undefined): string | undefined {
  return word === undefined || (isFlag(word) && !/^-\d/.test(word)) ? undefined : word;
}

function findFlag(word: string, flags: readonly Flag[]): { flag: Flag; attached: string | undefined } {
  const bare = word.startsWith("--") ? word.slice(2) : word.slice(1);
  const equals = bare.indexOf("=");
  const name = equals < 0 ? bare : bare.slice(0, equals);
  const flag = flags.find((each) => each.name === name || each.alias === name);
  if (flag === undefined) {
    const candidates = flags.map((each) => `--${each.name}`);
    const written = word.slice(0, word.length - bare.length) + name;
    throw new UsageError(`unknown flag ${written}`, { found: `--${name}`, candidates });
  }
  return { flag, attached: equals < 0 ? undefined : bare.slice(equals + 1) };
}

/** The normal form of a flag's value. */
function checkValue(flag: Flag, value: string | undefined): string {
  if (flag.type === "boolean") {
    if (value === undefined || TRUE.includes(value)) return "true";
    if (FALSE.includes(value)) return "false";
    throw new UsageError(`--${flag.name} is true or false, not ${JSON.stringify(value)}`);
  }
  if (value === undefined) throw new UsageError(`--${flag.name} needs a value`);
  if (flag.type === "count" && !isCount(value)) {
    throw new UsageError(`--${flag.name} is a whole number from 0 on, not ${JSON.stringify(value)}`);
  }
  if (flag.choices !== undefined && !flag.choices.includes(value)) {
    throw new UsageError(`--${flag.name} is one of ${flag.choices.join(", ")}, not ${JSON.stringify(value)}`, {
      found: value,
      candidates: flag.choices,
    });
  }
  return value;
}

function isCount(text: string): boolean {
  return text.length > 0 && text.length < 10 && [...text].every((c) => c >= "0" && c <= "9");
}

function checkPositionals(command: Command, given: readonly string[]): void {
  const required = command.positionals.filter(({ optional }) => optional === undefined).length;
  const missing = command.positionals[given.length];
  if (given.length < required && missing !== undefined) {
    throw new UsageError(`"${command.name}" needs <${missing.name}>`);
  }
  const extra = command.passesThrough ? undefined : given[command.positionals.length];
  if (extra !== undefined) throw new UsageError(`"${command.name}" has no use for ${JSON.stringify(extra)}`);
}
