/** The end of a failed call: the error in the log, and on stderr. Loaded only then. */
import { describeError } from "../common/describe.ts";
import { RuntimeError } from "../common/errors.ts";
import type { Log } from "../common/log.ts";
import { writeText } from "../common/output.ts";
import { suggest } from "../config/suggest.ts";
import { UsageError } from "./usage-error.ts";

const STDERR = 2;

/** An error goes to the log file and to stderr both: callers read either. */
export function report(thrown: unknown, log: Log, debug: boolean): void {
  const error = withSuggestion(asRuntimeError(thrown));
  const msg = describeError(error);
  const { code, from, syscall, errno, hint } = error;
  if (log.toFile) writeText(STDERR, `caisson: ${msg}\n`);
  log.write({ level: "error", msg, details: { code, from, syscall, errno, hint } });
  if (debug) for (const stack of stacks(thrown)) log.write({ level: "debug", msg: stack });
}

function asRuntimeError(thrown: unknown): RuntimeError {
  if (thrown instanceof RuntimeError) return thrown;
  if (!(thrown instanceof Error)) return new RuntimeError("INTERNAL", String(thrown));
  const { code, syscall, path } = thrown as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) {
    return new RuntimeError("INTERNAL", thrown.message, { hint: "this is a bug; --debug shows where", cause: thrown });
  }
  const message = path === undefined ? syscall : `${syscall} ${path}`;
  return new RuntimeError("SYSTEM", message, { syscall, errno: code, cause: thrown });
}

function withSuggestion(error: RuntimeError): RuntimeError {
  if (!(error instanceof UsageError) || error.found === "") return error;
  const near = suggest(error.found, error.candidates);
  const hint = near === undefined ? error.otherwise : `did you mean ${near}`;
  return new RuntimeError(error.code, error.message, { hint, cause: error });
}

/** The error's stack, and those of its causes. */
function stacks(thrown: unknown): string[] {
  if (!(thrown instanceof Error)) return [];
  return [thrown.stack ?? thrown.message, ...stacks(thrown.cause)];
}
