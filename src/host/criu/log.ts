/** CRIU's own words on a failure: what of its log belongs in an error. */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/** `(00.012345) `, in front of every line. */
const STAMP = /^\(\d+\.\d+\)\s*/;
/** `Error (criu/mount.c:123): `, in a restore behind the number of the process that says it. */
const ERROR = /(^|\s)Error \([^)]*\):/;
/** Said at every start, of what criu looks for and can do without; or of a program whose failure is told by itself. */
const NOISE = /\(criu\/tun\.c:\d+\): tun: Unable to create tun|\(criu\/util\.c:\d+\): exited, status=/;
const MOST_LINES = 5;
const LONGEST_LINE = 300;
/** Errors are at its end. */
const TAIL = 256 * 1024;

/** The last errors of a log, in their order, without time stamps: the cause first, then what failed because of it. */
export function errorLines(log: string): string[] {
  const errors = log
    .split("\n")
    .map((line) => printable(line.replace(STAMP, "").trim()))
    .filter((line) => ERROR.test(line));
  const telling = errors.filter((line) => !NOISE.test(line));
  return (telling.length > 0 ? telling : errors).slice(-MOST_LINES).map((line) => line.slice(0, LONGEST_LINE));
}

/** A container's paths are in it, and may hold anything. */
function printable(line: string): string {
  return line.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, "?");
}

/** The end of a log file; empty where there is none. */
export function readLog(file: string): string {
  let fd: number;
  try {
    fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return "";
  }
  try {
    const start = Math.max(fstatSync(fd).size - TAIL, 0);
    const bytes = Buffer.alloc(TAIL);
    return bytes.subarray(0, readSync(fd, bytes, 0, TAIL, start)).toString("utf8");
  } finally {
    closeSync(fd);
  }
}
