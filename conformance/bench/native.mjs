/** The native programs of bench and stress: compiled when asked for, run with one line of JSON as their answer. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const FLAGS = ["-std=c++20", "-O2", "-static", "-fno-exceptions", "-fno-rtti", "-Wall", "-Wextra"];

/** Compiles `source` (a file URL) to `directory`/`name`. Throws with the compiler's words. */
export function compile({ source, directory, name }) {
  const output = join(directory, name);
  const { error, status, stderr } = spawnSync("g++", [...FLAGS, "-o", output, fileURLToPath(source)], {
    encoding: "utf8",
  });
  if (error !== undefined) throw new Error(`g++ cannot be run: ${error.message}`);
  if (status !== 0) throw new Error(`g++ failed on ${name}:\n${stderr}`);
}

/** Runs one of them and parses its line. Throws where it failed itself; how the commands ended stands in the answer. */
export function ask(program, args) {
  const { error, status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

/** The commands as arguments, each after a `::`. */
export function separated(commands) {
  return commands.flatMap((command) => ["::", ...command]);
}
