/** From argv to exit status. Only what every call needs is imported here; the rest is loaded when it is called for. */
import { type Log, openLog } from "../common/log.ts";
import { writeText } from "../common/output.ts";
import { type Arguments, isSet } from "./arguments.ts";
import { logOf, runtimeOf } from "./invocation.ts";
import { VERBS } from "./load.ts";
import { type CommandLine, parseCommand, parseGlobals } from "./parse.ts";

const STDOUT = 1;
/** How the completion script calls back, with the words up to the cursor. */
const COMPLETION_CALL = "--get-completions";

/** Never throws: an error is reported, and gives status 1, or what the command has for its own. */
export async function main(argv: readonly string[]): Promise<number> {
  let log: Log | undefined;
  let failureStatus = 1;
  try {
    if (argv[0] === COMPLETION_CALL) return await complete(argv.slice(1));
    const globals = parseGlobals(argv);
    // before the verb is looked at: what is wrong with it belongs in the log too
    log = logOf(globals);
    if (isSet(globals, "version")) return print((await import("./version.ts")).versionText());
    const line = parseCommand(globals.positionals);
    failureStatus = line.command?.failureStatus ?? failureStatus;
    return await dispatch(globals, line, log);
  } catch (error) {
    const { report } = await import("./report.ts");
    report(error, log ?? openLog({ file: undefined, format: "text", debug: false }), isDebug(argv));
    return failureStatus;
  }
}

async function dispatch(globals: Arguments, { command, args }: CommandLine, log: Log): Promise<number> {
  if (command === undefined || isSet(globals, "help") || isSet(args, "help")) {
    return print(await (await import("./help.ts")).helpText(command));
  }
  if (command.name === "help") return print(await (await import("./help.ts")).helpOn(args.positionals[0]));
  if (command.name === "completion") return print((await import("./completion.ts")).COMPLETION_SCRIPT);
  const load = VERBS[command.name];
  if (load === undefined) throw new Error(`verb ${command.name} has no program`);
  const verb = await load();
  return verb.run({ runtime: runtimeOf(globals, log), args });
}

async function complete(words: readonly string[]): Promise<number> {
  const { completions } = await import("./completion.ts");
  return print(
    completions(words)
      .map((word) => `${word}\n`)
      .join(""),
  );
}

function print(text: string): number {
  writeText(STDOUT, text);
  return 0;
}

/** As far as can be told where the command line itself may be wrong. */
function isDebug(argv: readonly string[]): boolean {
  return argv.includes("--debug");
}
