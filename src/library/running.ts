/** The verbs that look into a container that runs, or change it. */
import { createInterface } from "node:readline";
import { encodeJson } from "../common/json.ts";
import type { Process, Resources } from "../config/spec.ts";
import { act, attend, begin, succeeded } from "./act.ts";
import { type FlagKinds, flags } from "./command-line.ts";
import type { ActOptions, EventsOptions, ExecOptions, UpdateOptions } from "./options.ts";
import { type Event, eventOf } from "./statistics.ts";

export const EXEC: FlagKinds = {
  booleans: ["tty", "detach", "no-new-privs", "ignore-paused"],
  strings: ["cwd", "user", "process-label", "apparmor"],
  paths: ["console-socket", "pidfd-socket", "pid-file"],
  lists: ["env", "additional-gids", "cap", "cgroup"],
};
export const UPDATE: FlagKinds = { strings: ["l3-cache-schema", "mem-bw-schema"] };

/**
 * Run another process in a container: a program with its arguments, on top of the process of config.json, or a whole
 * `process` as config.json has it. Resolves to its exit status, 128+N where signal N ended it; with `detach` to 0 once
 * it runs.
 */
export async function exec(id: string, what: readonly string[] | Process, options: ExecOptions = {}): Promise<number> {
  const given = flags(options, EXEC);
  if (isProgram(what)) return await attend({ verb: "exec", words: [...given, "--", id, ...what], options });
  const file = { flag: "--process", text: encodeJson(what) };
  return await attend({ verb: "exec", words: [...given, "--", id], options, file });
}

function isProgram(what: readonly string[] | Process): what is readonly string[] {
  return Array.isArray(what);
}

/** Freeze every process of a container. */
export async function pause(id: string, options: ActOptions = {}): Promise<void> {
  await act({ verb: "pause", words: ["--", id], options });
}

/** Let a paused container run on. */
export async function resume(id: string, options: ActOptions = {}): Promise<void> {
  await act({ verb: "resume", words: ["--", id], options });
}

/** Change limits, in the shape of linux.resources; what is not given stays. All are changed or none. */
export async function update(id: string, resources: Resources, options: UpdateOptions = {}): Promise<void> {
  const file = { flag: "--resources", text: encodeJson(resources) };
  await act({ verb: "update", words: [...flags(options, UPDATE), "--", id], options, file });
}

/**
 * Statistics at every interval, and each time that the container runs out of memory, until it ends. Numbers that a
 * double does not hold are bigint. Leaving the loop ends the watch.
 */
export async function* events(id: string, options: EventsOptions = {}): AsyncGenerator<Event, void, void> {
  const interval = `--interval=${options.interval ?? 5000}ms`;
  const { child, ended } = begin({ verb: "events", words: [interval, "--", id], options, piped: true });
  // where the loop is left, nobody waits for it
  ended.catch(() => {});
  try {
    if (child.stdout !== null) {
      for await (const line of createInterface({ input: child.stdout })) yield eventOf(line);
    }
    succeeded(await ended);
  } finally {
    child.kill("SIGTERM");
  }
}
