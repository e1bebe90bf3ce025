/** Running programs from the tools: inherited output, and an error that names the command. */
import { spawnSync } from "node:child_process";

/** The repository, whatever directory the tool was called from. */
export const repository = new URL("..", import.meta.url).pathname.replace(/\/$/, "");

/** A command that failed; the tools print its message and exit 1. */
export class CommandFailed extends Error {}

/** Run to the end; throws CommandFailed unless it exits 0. `env` is added to the environment. */
export function run(program, args, { cwd = repository, env = {} } = {}) {
  const status = runStatus(program, args, { cwd, env });
  if (status !== 0) throw new CommandFailed(`${program} ${args.join(" ")}: ended with ${status}`);
}

/** Run to the end; the exit status, or the name of the signal that ended it. */
export function runStatus(program, args, { cwd = repository, env = {} } = {}) {
  const result = spawnSync(program, args, { cwd, stdio: "inherit", env: { ...process.env, ...env } });
  if (result.error !== undefined) throw new CommandFailed(`${program}: ${result.error.message}`);
  return result.status ?? result.signal;
}

/** What the command prints on stdout, or undefined where it fails. */
export function output(program, args, { cwd = repository } = {}) {
  const result = spawnSync(program, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

/** Run a tool's body: a CommandFailed becomes its message on stderr and exit status 1. */
export async function runTool(body) {
  try {
    await body();
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
