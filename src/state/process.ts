/** What /proc says of one process: enough to tell it from a later one with the same pid. */
import { readFileSync } from "node:fs";

export interface ProcessIdentity {
  /** Field 22 of /proc/pid/stat, in clock ticks since boot, as text. */
  readonly startTime: string;
  readonly command: string;
  /** Field 3: R, S, D, Z, X … */
  readonly state: string;
}

/** Undefined where no such process exists. */
export function identify(pid: number): ProcessIdentity | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return undefined;
  }
  // proc_pid_stat(5): the command may hold spaces and parentheses, so count from the last one
  const open = text.indexOf("(");
  const close = text.lastIndexOf(")");
  const fields = text.slice(close + 2).split(" ");
  return { command: text.slice(open + 1, close), state: fields[0] ?? "", startTime: fields[19] ?? "" };
}

export function bootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
}
