/** The verbs of runtime-spec runtime.md that change something. */
import { act, attend } from "./act.ts";
import { type FlagKinds, flags } from "./command-line.ts";
import type { CreateOptions, DeleteOptions, KillOptions, RunOptions, StartOptions } from "./options.ts";

export const CREATE: FlagKinds = {
  booleans: ["no-pivot", "no-new-keyring"],
  paths: ["bundle", "console-socket", "pidfd-socket", "pid-file"],
};
export const RUN: FlagKinds = { ...CREATE, booleans: [...(CREATE.booleans ?? []), "detach", "keep", "no-subreaper"] };
export const KILL: FlagKinds = { booleans: ["all"] };
export const DELETE: FlagKinds = { booleans: ["force"] };

/** Make a container that waits for start. Whatever fails, everything that was made is removed again. */
export async function create(id: string, options: CreateOptions = {}): Promise<void> {
  await act({ verb: "create", words: [...flags(options, CREATE), "--", id], options });
}

/** Let the program of a created container run. Resolves once it does. */
export async function start(id: string, options: StartOptions = {}): Promise<void> {
  await act({ verb: "start", words: ["--", id], options });
}

/**
 * create, start, and wait for the end. Resolves to the exit status of the container's program, 128+N where signal N
 * ended it; with `detach` to 0 once it runs.
 */
export async function run(id: string, options: RunOptions = {}): Promise<number> {
  return await attend({ verb: "run", words: [...flags(options, RUN), "--", id], options });
}

/** Send a signal, by number or by name with or without SIG, to the container's init; TERM by default. */
export async function kill(id: string, signal: string | number = "TERM", options: KillOptions = {}): Promise<void> {
  await act({ verb: "kill", words: [...flags(options, KILL), "--", id, String(signal)], options });
}

/** Remove a stopped or created container. */
export async function remove(id: string, options: DeleteOptions = {}): Promise<void> {
  await act({ verb: "delete", words: [...flags(options, DELETE), "--", id], options });
}
