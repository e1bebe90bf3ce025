/**
 * yargs, built from the command table: help, completion, and the second parser that the tests hold the first against.
 * Only loaded for these; it costs more than a whole start-up.
 */
import yargs, { type Argv, type Options } from "yargs";
import { findCommand } from "./parse.ts";
import { COMMANDS, type Command, type Flag, GLOBAL_FLAGS } from "./table.ts";

/** What yargs does on its own account, all of it off: a flag means what the table says, and nothing else. */
const PARSER = {
  "short-option-groups": false,
  "camel-case-expansion": false,
  "dot-notation": false,
  "parse-numbers": false,
  "parse-positional-numbers": false,
  "boolean-negation": false,
  // for lists; of anything else the last is taken below
  "duplicate-arguments-array": true,
  "flatten-duplicate-arrays": false,
};

/** A parser and help for the global flags; it stops at the verb. */
export function globalYargs(): Argv {
  const parser = base(GLOBAL_FLAGS).parserConfiguration({ ...PARSER, "halt-at-non-option": true });
  for (const { name, summary } of COMMANDS) parser.command(name, summary);
  return parser
    .usage("caisson [global flags] <command> [flags] [arguments]\n\nAn OCI runtime whose set-up is a plan.")
    .epilogue("caisson help <command> shows the flags of a command");
}

export function commandYargs(command: Command): Argv {
  const words = command.positionals.map(({ name, optional }) => (optional === undefined ? `<${name}>` : `[${name}]`));
  const parser = base(command.flags)
    .parserConfiguration({ ...PARSER, "halt-at-non-option": command.passesThrough === true })
    .usage(`${["caisson", command.name, "[flags]", ...words].join(" ")}\n\n${command.summary}`)
    .example(command.example, "");
  return command.positionals.length === 0
    ? parser
    : parser.epilogue(command.positionals.map(({ name, description }) => `<${name}>  ${description}`).join("\n"));
}

function base(flags: readonly Flag[]): Argv {
  const parser = yargs([]).scriptName("caisson").locale("en").help(false).version(false).exitProcess(false).wrap(100);
  for (const flag of flags) parser.option(flag.name, option(flag));
  return parser;
}

function option(flag: Flag): Options {
  return {
    // count is checked as text, as the other parser does
    type: flag.type === "boolean" ? "boolean" : "string",
    description: flag.description,
    ...(flag.type === "boolean" ? {} : { nargs: 1 }),
    ...(flag.hidden === undefined ? {} : { hidden: true }),
    ...(flag.type === "list" ? { array: true } : { coerce: lastOf }),
    ...(flag.alias === undefined ? {} : { alias: flag.alias }),
    ...(flag.choices === undefined ? {} : { choices: flag.choices }),
    ...(flag.byDefault === undefined ? {} : { defaultDescription: flag.byDefault, default: undefined }),
  };
}

function lastOf(value: unknown): unknown {
  return Array.isArray(value) ? value.at(-1) : value;
}

/** The help of one command, or of the whole. */
export async function helpText(command: Command | undefined): Promise<string> {
  const parser = command === undefined ? globalYargs() : commandYargs(command);
  return `${await parser.getHelp()}\n`;
}

/** `caisson help VERB`. Throws UsageError where there is no such verb. */
export function helpOn(verb: string | undefined): Promise<string> {
  return helpText(verb === undefined ? undefined : findCommand(verb));
}
