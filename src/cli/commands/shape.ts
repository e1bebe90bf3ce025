/** What a verb, a flag and a positional are made of, and those that several verbs share. */

export interface Flag {
  readonly name: string;
  readonly alias?: string;
  /** `count` is a whole number from 0 on; a `list` is a string that may be given several times. */
  readonly type: "boolean" | "string" | "count" | "list";
  readonly choices?: readonly string[];
  /** Shown by the help only; the verb itself knows what a missing flag means. */
  readonly byDefault?: string;
  readonly description: string;
  /** Taken, but left out of the help. */
  readonly hidden?: true;
}

export interface Positional {
  readonly name: string;
  readonly optional?: true;
  readonly description: string;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly positionals: readonly Positional[];
  readonly flags: readonly Flag[];
  /** What follows the first positional is another program's, flags and all. */
  readonly passesThrough?: true;
  /** Exit status of an error, once the command line has been understood; 1 by default. */
  readonly failureStatus?: number;
  readonly example: string;
}

export const HELP: Flag = { name: "help", alias: "h", type: "boolean", description: "show help" };

export const ID: Positional = { name: "id", description: "name of the container: A-Z a-z 0-9 _ + - ." };

export const BUNDLE: Flag = {
  name: "bundle",
  alias: "b",
  type: "string",
  byDefault: "the current directory",
  description: "directory that holds config.json",
};
