/**
 * Verbs that do something are done by a process of the runtime's own, never in this one: init is its child, signals are
 * its to hold, descriptors from 3 on are the container's, and a foreground run becomes the monitor in place.
 */
import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import type { Socket } from "node:net";
import { RuntimeError } from "../common/errors.ts";
import { engineProgram, launcherProgram } from "../native/programs.ts";
import { globalFlags } from "./command-line.ts";
import { Descriptors } from "./descriptors.ts";
import type { ActOptions, Stdio } from "./options.ts";
import { Report } from "./report.ts";

const PACKAGE = "the directories bin and lib of the package belong beside each other, with all that they had";
/** sd_listen_fds(3), sd_notify(3): addressed to this process, not to what it starts. */
const NOT_INHERITED = ["LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES", "NOTIFY_SOCKET"];

export interface Action {
  readonly verb: string;
  /** Its flags and arguments. */
  readonly words: readonly string[];
  readonly options: ActOptions & {
    readonly stdio?: readonly [Stdio, Stdio, Stdio];
    readonly preserveFds?: readonly number[];
    readonly notifySocket?: string;
  };
  /** A flag whose value is a file with this text. */
  readonly file?: { readonly flag: string; readonly text: string };
  /** A flag whose value is the number of a descriptor. */
  readonly descriptor?: { readonly flag: string; readonly fd: number };
  /** Standard output goes to `Running.child.stdout`. */
  readonly piped?: true;
}

export interface Running {
  readonly child: ChildProcess;
  /** The exit status; rejects with the RuntimeError that the runtime reports. */
  readonly ended: Promise<number>;
}

/** Resolves where the runtime succeeds. */
export async function act(action: Action): Promise<void> {
  succeeded(await attend(action));
}

/** For a verb whose exit status may be that of a container's process: it is what this resolves to. */
export async function attend(action: Action): Promise<number> {
  return await begin(action).ended;
}

export function succeeded(status: number): void {
  if (status === 0) return;
  throw new RuntimeError("SYSTEM", `${launcherProgram()} failed without a report, with exit status ${status}`, {
    hint: PACKAGE,
  });
}

export function begin(action: Action): Running {
  const { signal, onWarning } = action.options;
  signal?.throwIfAborted();
  checkEngine();
  const descriptors = new Descriptors(action);
  try {
    const child = start(action, descriptors);
    const stop = (): boolean => child.kill("SIGTERM");
    signal?.addEventListener("abort", stop);
    const ended = settle(child, { log: descriptors.log(), report: new Report(onWarning) });
    return { child, ended: ended.finally(() => signal?.removeEventListener("abort", stop)) };
  } catch (error) {
    descriptors.log().destroy();
    throw error;
  } finally {
    descriptors.close();
  }
}

async function settle(child: ChildProcess, { log, report }: { log: Socket; report: Report }): Promise<number> {
  const [status] = await Promise.all([end(child), heard(log, report)]);
  if (report.error !== undefined) throw report.error;
  return status;
}

/** The launcher would fail with a status that could be a container's. */
function checkEngine(): void {
  try {
    accessSync(engineProgram(), constants.X_OK);
  } catch (cause) {
    notStarted(cause as NodeJS.ErrnoException);
  }
}

function start({ verb, words, options, piped }: Action, descriptors: Descriptors): ChildProcess {
  const [input, output, error] = options.stdio ?? ["ignore", "ignore", "ignore"];
  const global = ["--log", descriptors.logPath, "--log-format", "json", ...globalFlags(options)];
  return spawn(launcherProgram(), [...global, verb, ...descriptors.flags, ...words], {
    stdio: [input, piped ? "pipe" : output, error, ...descriptors.numbers] as StdioOptions,
    env: environment(options),
  });
}

function environment({ hookEnv = process.env, notifySocket }: Action["options"]): NodeJS.ProcessEnv {
  const kept = Object.entries(hookEnv).filter(([key]) => !NOT_INHERITED.includes(key));
  return { ...Object.fromEntries(kept), ...(notifySocket === undefined ? {} : { NOTIFY_SOCKET: notifySocket }) };
}

async function end(child: ChildProcess): Promise<number> {
  const [status, signal] = await once(child, "exit").catch(notStarted);
  if (status !== null) return status;
  throw new RuntimeError("INTERRUPTED", `the runtime's own process was ended by ${signal}`);
}

function notStarted(cause: NodeJS.ErrnoException): never {
  throw new RuntimeError("SYSTEM", `cannot start ${cause.path ?? launcherProgram()}`, {
    ...(cause.syscall === undefined ? {} : { syscall: cause.syscall }),
    ...(cause.code === undefined ? {} : { errno: cause.code }),
    hint: PACKAGE,
    cause,
  });
}

async function heard(log: Socket, report: Report): Promise<void> {
  log.setEncoding("utf8");
  for await (const text of log) report.add(text);
}
