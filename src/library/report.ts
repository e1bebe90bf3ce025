/** What a process of the runtime says in its log: warnings as they come, and the error that ended it. */
import { ERROR_CODES, type ErrorCode, RuntimeError } from "../common/errors.ts";
import type { Warning } from "./options.ts";

interface Entry {
  readonly level?: string;
  readonly msg?: string;
  readonly code?: string;
  readonly from?: string;
  readonly syscall?: string;
  readonly errno?: string;
  readonly hint?: string;
}

export class Report {
  private readonly onWarning: ((warning: Warning) => void) | undefined;
  private rest = "";
  private last: RuntimeError | undefined;

  constructor(onWarning: ((warning: Warning) => void) | undefined) {
    this.onWarning = onWarning;
  }

  /** The error that was said last; undefined where there was none. */
  get error(): RuntimeError | undefined {
    return this.last;
  }

  /** Takes a piece of the log, wherever it is cut. */
  add(text: string): void {
    const lines = (this.rest + text).split("\n");
    this.rest = lines.pop() ?? "";
    for (const line of lines) this.take(JSON.parse(line));
  }

  private take(entry: Entry): void {
    const { level, msg = "", from } = entry;
    if (level === "warning") this.onWarning?.({ message: msg, ...(from === undefined ? {} : { from }) });
    if (level === "error") this.last = errorOf(entry);
  }
}

/** The entry's sentence ends with the hint, which is a field here. */
export function errorOf({ msg = "", code, from, syscall, errno, hint }: Entry): RuntimeError {
  const tail = hint === undefined ? "" : `; hint: ${hint}`;
  const message = tail !== "" && msg.endsWith(tail) ? msg.slice(0, -tail.length) : msg;
  return new RuntimeError(isCode(code) ? code : "INTERNAL", message, {
    ...(from === undefined ? {} : { from }),
    ...(syscall === undefined ? {} : { syscall }),
    ...(errno === undefined ? {} : { errno }),
    ...(hint === undefined ? {} : { hint }),
  });
}

function isCode(code: string | undefined): code is ErrorCode {
  return code !== undefined && Object.hasOwn(ERROR_CODES, code);
}
