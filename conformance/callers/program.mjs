/** Running a caller's commands: to the end, with what they printed, and with a limit on their time. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { SLOWNESS } from "./slowness.mjs";

const SECONDS = 60 * SLOWNESS;

function quoted(word) {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

async function textOf(stream) {
  let text = "";
  for await (const chunk of stream.setEncoding("utf8")) text += chunk;
  return text;
}

/** What a command came to, in one line. */
export function sentence(args, { status, stdout, stderr }) {
  const words = (stderr.trim() || stdout.trim()).replace(/\s*\n\s*/g, "; ");
  return `${args.join(" ")}: exit status ${status}${words === "" ? "" : `: ${words}`}`;
}

/** Runs a command that is no caller's, and has to succeed. */
export function must(command, ...args) {
  const done = spawnSync(command, args, { encoding: "utf8" });
  if (done.status !== 0) throw new Error(`${command} ${args.join(" ")}: ${done.error?.message ?? done.stderr.trim()}`);
  return done.stdout.trimEnd();
}

/**
 * A command with its first arguments and an environment. `complaint` is the sentence of the last call that failed.
 */
export class Program {
  #argv;
  #env;
  complaint;

  constructor(argv, env = {}) {
    this.#argv = argv;
    this.#env = { ...process.env, ...env };
  }

  /** The same program with more arguments in front. */
  with(...args) {
    return new Program([...this.#argv, ...args], this.#env);
  }

  /** The same program with more in its environment. */
  in(env) {
    return new Program(this.#argv, { ...this.#env, ...env });
  }

  /** Runs to the end: `{ status, stdout, stderr }`, where `status` is 128 plus its number after a signal. */
  call(...args) {
    return this.feed("", ...args);
  }

  /** The same with this text as stdin. */
  async feed(input, ...args) {
    return await this.#finish([...this.#argv, ...args], { input, named: args });
  }

  /** Stdout without the last newline of a call that has to succeed. */
  async must(...args) {
    const outcome = await this.call(...args);
    if (outcome.status !== 0) throw new Error(sentence(args, outcome));
    return outcome.stdout.trimEnd();
  }

  /**
   * The same on a terminal of 31 rows and 97 columns, where `input` is typed. What the terminal shows is `stdout`,
   * lines ended as usual.
   */
  async onTerminal(input, ...args) {
    const line = `stty rows 31 cols 97; exec ${[...this.#argv, ...args].map(quoted).join(" ")}`;
    const outcome = await this.#finish(["script", "-qec", line, "/dev/null"], { input, named: args, held: true });
    return { ...outcome, stdout: outcome.stdout.replace(/\r+\n/g, "\n") };
  }

  /** A line typed on a terminal: the exit status, and the lines that the terminal shows but for the echo of that one. */
  async typed(text, ...args) {
    const { status, stdout } = await this.onTerminal(`${text}\n`, ...args);
    const lines = stdout.trim().split("\n");
    return { status, lines: lines.filter((line) => line !== text) };
  }

  /** Starts it, and goes on: the child process, with stdout and stderr as one text promise, `said`. */
  start(...args) {
    const [command, ...rest] = [...this.#argv, ...args];
    const child = spawn(command, rest, { stdio: ["pipe", "pipe", "pipe"], env: this.#env });
    const said = Promise.all([textOf(child.stdout), textOf(child.stderr)]).then((texts) => texts.join(""));
    const ended = once(child, "close").then(([code, signal]) => code ?? 128 + constants.signals[signal]);
    return { child, said, ended };
  }

  /** `held`: stdin stays open until the end, for what takes its end for the user's going away. */
  async #finish([command, ...args], { input, named, held = false }) {
    const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], env: this.#env, detached: true });
    child.stdin.on("error", () => {}); // it need not read
    if (held) child.stdin.write(input);
    else child.stdin.end(input);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      process.kill(-child.pid, "SIGKILL");
    }, SECONDS * 1000);
    const output = Promise.all([textOf(child.stdout), textOf(child.stderr)]);
    const [code, signal] = await once(child, "exit");
    clearTimeout(timer);
    if (held) child.stdin.end();
    const [stdout, stderr] = await output;
    if (late) throw new Error(`${named.join(" ")}: not ended after ${SECONDS} s: ${stderr.trim()}`);
    const outcome = { status: code ?? 128 + constants.signals[signal], stdout, stderr };
    if (outcome.status !== 0) this.complaint = sentence(named, outcome);
    return outcome;
  }
}
