/**
 * Verbs that do something are done by a process of the runtime's own, never in this one: init is its child, signals are
 * its to hold, descriptors from 3 on are the container's, and a foreground run becomes the monitor in place.
 */
import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { Socket } from "node:net";
import { RuntimeError } from "../common/errors.ts";
import { loadAddon } from "../native/load.ts";
import { engineProgram, launcherProgram } from "../native/programs.ts";
import { globalFlags } from "./command-line.ts";
import type { ActOptions, ProcessOptions } from "./options.ts";
import { Report } from "./report.ts";

const FIRST_FD = 3;
const PACKAGE = "the directories bin and lib of the package belong beside each other, with all that they had";
/** sd_listen_fds(3), sd_notify(3): addressed to this process, not to what it starts. */
const NOT_INHERITED = ["LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES", "NOTIFY_SOCKET"];

export interface Action {
  /** The verb, its flags and arguments. */
  readonly words: readonly string[];
  readonly options: ActOptions & Pick<ProcessOptions, "stdio" | "preserveFds"> & { readonly notifySocket?: string };
}

/** Resolves where the runtime succeeds. Rejects with the RuntimeError that it reports. */
export async function act(action: Action): Promise<void> {
  const status = await attend(action);
  if (status === 0) return;
  throw new RuntimeError("SYSTEM", `${launcherProgram()} failed without a report, with exit status ${status}`, {
    hint: PACKAGE,
  });
}

/** The same for a verb whose exit status may be that of a container's process: it is what this resolves to. */
export async function attend({ words, options }: Action): Promise<number> {
  options.signal?.throwIfAborted();
  checkEngine();
  const report = new Report(options.onWarning);
  const log = logPipe();
  let child: ChildProcess | undefined;
  const stop = () => child?.kill("SIGTERM");
  options.signal?.addEventListener("abort", stop);
  try {
    child = start(log, words, options);
    const [status] = await Promise.all([ended(child), heard(log.reading, report)]);
    if (report.error !== undefined) throw report.error;
    return status;
  } finally {
    options.signal?.removeEventListener("abort", stop);
    log.reading.destroy();
  }
}

/** The launcher would fail with a status that could be a container's. */
function checkEngine(): void {
  try {
    accessSync(engineProgram(), constants.X_OK);
  } catch (cause) {
    notStarted(cause as NodeJS.ErrnoException);
  }
}

interface LogPipe {
  readonly reading: Socket;
  readonly writing: number;
  readonly close: () => void;
}

/** Its end is that of all that may still be said: no process of the container has it. */
function logPipe(): LogPipe {
  const addon = loadAddon();
  const [reading, writing] = addon.pipe();
  return {
    reading: new Socket({ fd: reading, readable: true, writable: false }),
    writing,
    close: () => addon.close(writing),
  };
}

/** Behind the container's descriptors, so that it is none of them. */
function start(log: LogPipe, words: readonly string[], options: Action["options"]): ChildProcess {
  const { stdio = ["ignore", "ignore", "ignore"], preserveFds = [] } = options;
  const logFd = FIRST_FD + preserveFds.length;
  const global = ["--log", `/proc/self/fd/${logFd}`, "--log-format", "json", ...globalFlags(options)];
  try {
    return spawn(launcherProgram(), [...global, ...words], {
      stdio: [...stdio, ...preserveFds, log.writing] as StdioOptions,
      env: environment(options),
    });
  } finally {
    log.close();
  }
}

function environment({ env = process.env, notifySocket }: Action["options"]): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([key]) => !NOT_INHERITED.includes(key));
  return { ...Object.fromEntries(kept), ...(notifySocket === undefined ? {} : { NOTIFY_SOCKET: notifySocket }) };
}

async function ended(child: ChildProcess): Promise<number> {
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

async function heard(reading: Socket, report: Report): Promise<void> {
  reading.setEncoding("utf8");
  for await (const text of reading) report.add(text);
}
