/** The host's ps, and of what it prints the lines of some processes. */
import { spawnSync } from "node:child_process";
import { RuntimeError } from "../common/errors.ts";

/** More than a host full of processes with long command lines prints. */
const MOST_OUTPUT = 256 * 1024 * 1024;

/** Throws SYSTEM where ps fails or its output has no column PID. */
export function processTable(pids: readonly number[], options: readonly string[]): string {
  const done = spawnSync("ps", options, {
    encoding: "utf8",
    maxBuffer: MOST_OUTPUT,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const command = ["ps", ...options].join(" ");
  if (done.error !== undefined) {
    const { code } = done.error as NodeJS.ErrnoException;
    throw new RuntimeError("SYSTEM", `cannot run ${command}`, {
      ...(code === undefined ? {} : { errno: code }),
      hint: "is ps installed (package procps)? caisson ps --format json does without",
      cause: done.error,
    });
  }
  if (done.status !== 0) {
    const how = done.signal === null ? `exit status ${done.status}` : `signal ${done.signal}`;
    throw new RuntimeError("SYSTEM", `${command}: ${how}: ${(done.stderr || done.stdout).trim()}`);
  }
  return linesOf(done.stdout, new Set(pids));
}

/** The heading, and the lines whose pid is wanted. */
export function linesOf(output: string, pids: ReadonlySet<number>): string {
  const [heading = "", ...lines] = output.split("\n");
  const column = heading.split(/\s+/).filter(Boolean).indexOf("PID");
  if (column < 0) {
    throw new RuntimeError("SYSTEM", "couldn't find PID field in ps output", {
      hint: "the options of ps must make it print a column PID, such as -o pid,args",
    });
  }
  const wanted = lines.filter((line) => pids.has(Number(line.split(/\s+/).filter(Boolean)[column] ?? "")));
  return [heading, ...wanted].map((line) => `${line}\n`).join("");
}
