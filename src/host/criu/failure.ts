import { errnoName } from "../../common/errno.ts";
import { RuntimeError } from "../../common/errors.ts";
import type { CriuDirectories } from "../../plan/checkpoint/criu.ts";
import { errorLines, readLog } from "./log.ts";
import type { CriuAnswer } from "./messages.ts";

export interface CriuFailure {
  readonly action: "checkpoint" | "restore";
  readonly directories: CriuDirectories;
  /** Its name. */
  readonly log: string;
  /** Undefined where criu ended without one. */
  readonly answer: CriuAnswer | undefined;
}

/** What a user must do, by what CRIU says: each wants a flag, and says so in its own words. */
const HINTS: readonly (readonly [words: RegExp, hint: string])[] = [
  [/In-flight connection/i, "a TCP connection is being made: give --tcp-skip-in-flight, or try again"],
  [/tcp-established|Connected TCP socket/i, "the container has TCP connections: give --tcp-established"],
  [
    /external unix|ext-unix-sk|unix socket.*(external|unresolved)/i,
    "a Unix socket leads out of the container: give --ext-unix-sk",
  ],
  [/file lock/i, "the container holds file locks: give --file-locks"],
  [
    /shell-job|a session leader|dangling tty|Stumped/i,
    "the container shares a session or terminal with its caller: give --shell-job",
  ],
  [/link-remap|Can't dump ghost|ghost file/i, "the container has open files that are removed: give --link-remap"],
  [
    /Can't lookup mount=\d+ for fd=[012] /,
    "standard streams must be pipes or a terminal of the container's: a file or device of the host's cannot be saved",
  ],
  [/execvp\("ip6?tables/, "CRIU holds a network namespace still with iptables: install the package iptables"],
  [/vdso|vDSO/, "this CRIU does not know this kernel's vDSO: install a newer package criu"],
];

/** An error with CRIU's own words in it, and the file that has the rest. */
export function criuFailure({ action, directories, log, answer }: CriuFailure): RuntimeError {
  const file = `${directories.work ?? directories.images}/${log}`;
  const lines = errorLines(readLog(file));
  const said = lines.length > 0 ? lines.join("; ") : (answer?.message ?? "it gives no reason");
  const errno = answer?.errno === undefined || answer.errno <= 0 ? undefined : errnoName(answer.errno);
  const hint = HINTS.find(([words]) => words.test(said))?.[1];
  const how = answer === undefined ? "ended in the middle of it" : "failed";
  return new RuntimeError("CRIU_FAILED", `${action}: criu ${how}: ${said} (log file: ${file})`, {
    ...(errno === undefined ? {} : { errno }),
    ...(hint === undefined ? {} : { hint }),
  });
}
