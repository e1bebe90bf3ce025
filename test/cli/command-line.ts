import type { Arguments } from "../../src/cli/arguments.ts";
import { type CommandLine, parseCommand, parseGlobals } from "../../src/cli/parse.ts";

/** Both stages of the parser. */
export function parseCommandLine(argv: readonly string[]): CommandLine & { readonly globals: Arguments } {
  const globals = parseGlobals(argv);
  return { ...parseCommand(globals.positionals), globals: { ...globals, positionals: [] } };
}
