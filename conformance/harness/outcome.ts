/** Running programs. Output goes to files: a container that outlives its runtime would hold a pipe open. */
import { spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Line, parseLines } from "./report.ts";
import { eventually, slowness } from "./waiting.ts";

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** Directory for the output files; they are named after `label`. */
  readonly dir: string;
  readonly label: string;
  /** Text of standard input; empty by default. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Descriptors that become 3, 4, … */
  readonly descriptors?: readonly number[];
  readonly uid?: number;
  readonly gid?: number;
  /** Milliseconds that `execute` waits; 15 s by default. */
  readonly limit?: number;
}

/** How a program ended. */
export class Outcome {
  readonly command: string;
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdoutFile: string;
  readonly stderrFile: string;

  constructor(ended: {
    command: string;
    status: number | null;
    signal: string | null;
    stdoutFile: string;
    stderrFile: string;
  }) {
    this.command = ended.command;
    this.status = ended.status;
    this.signal = ended.signal;
    this.stdoutFile = ended.stdoutFile;
    this.stderrFile = ended.stderrFile;
  }

  /** What is there by now: a container may go on writing. */
  get stdout(): string {
    return readFileSync(this.stdoutFile, "utf8");
  }

  get stderr(): string {
    return readFileSync(this.stderrFile, "utf8");
  }

  /** Throws unless the program succeeded. */
  ok(): this {
    if (this.status !== 0) throw new Error(`${this.command}: ${this.describe()}`);
    return this;
  }

  /** Throws unless it failed with this exit status and this text on standard error. */
  fails(text: RegExp | string, status = 1): this {
    if (this.status !== status) {
      throw new Error(`${this.command}: expected exit status ${status}, got ${this.describe()}`);
    }
    const matches = typeof text === "string" ? this.stderr.includes(text) : text.test(this.stderr);
    if (!matches) throw new Error(`${this.command}: expected ${text} in the error, got ${this.describe()}`);
    return this;
  }

  private describe(): string {
    return `status ${this.status ?? this.signal}: ${this.stderr.trim() || "nothing on standard error"}`;
  }
}

interface Files {
  readonly stdoutFile: string;
  readonly stderrFile: string;
  readonly stdio: number[];
}

function openFiles(command: Command): Files {
  const base = join(command.dir, command.label);
  const files = { stdoutFile: `${base}.out`, stderrFile: `${base}.err` };
  writeFileSync(`${base}.in`, command.input ?? "");
  const stdio = [openSync(`${base}.in`, "r"), openSync(files.stdoutFile, "a"), openSync(files.stderrFile, "a")];
  return { ...files, stdio };
}

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

function spawnOptions(command: Command, files: Files) {
  return {
    stdio: [...files.stdio, ...(command.descriptors ?? [])],
    env: { PATH, ...command.env },
    cwd: command.cwd ?? "/",
    ...(command.uid === undefined ? {} : { uid: command.uid }),
    ...(command.gid === undefined ? {} : { gid: command.gid }),
  };
}

function named(command: Command): string {
  return [command.file, ...command.args].join(" ");
}

/** Runs a program to its end, at most for 15 s of a fast machine. */
export function execute(command: Command): Outcome {
  const files = openFiles(command);
  const done = spawnSync(command.file, command.args, {
    ...spawnOptions(command, files),
    timeout: (command.limit ?? 15_000) * slowness,
    killSignal: "SIGKILL",
  });
  for (const fd of files.stdio) closeSync(fd);
  if (done.error !== undefined && done.status === null && done.signal === null) throw done.error;
  return new Outcome({ command: named(command), status: done.status, signal: done.signal, ...files });
}

/** A program that runs beside the check. */
export class Background {
  readonly pid: number;
  readonly ended: Promise<Outcome>;
  private readonly files: Files;

  constructor(command: Command) {
    this.files = openFiles(command);
    const child = spawn(command.file, command.args, spawnOptions(command, this.files));
    for (const fd of this.files.stdio) closeSync(fd);
    this.pid = child.pid ?? -1;
    const { stdoutFile, stderrFile } = this.files;
    this.ended = new Promise((done, failed) => {
      child.on("error", failed);
      child.on("exit", (status, signal) =>
        done(new Outcome({ command: named(command), status, signal, stdoutFile, stderrFile })),
      );
    });
  }

  get stdout(): string {
    return existsSync(this.files.stdoutFile) ? readFileSync(this.files.stdoutFile, "utf8") : "";
  }

  /** Resolves once `text` stands in the output. */
  async says(text: string): Promise<void> {
    await eventually(`${text} in the output, which is: ${this.stdout}`, () => this.stdout.includes(text));
  }

  /** Resolves to the first whole line of this verb. */
  async line(verb: string): Promise<Line> {
    return await eventually(`a line of ${verb}`, () => parseLines(this.stdout).find((line) => line.verb === verb));
  }

  kill(signal: NodeJS.Signals = "SIGKILL"): void {
    try {
      process.kill(this.pid, signal);
    } catch {
      // it has ended
    }
  }
}
