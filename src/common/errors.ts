/**
 * The one error type of caisson, and the table of its codes.
 *
 * A RuntimeError says what failed, where in config.json it was asked for, which
 * system call refused with which errno, and what to do. Libraries throw it; only
 * the command line prints it.
 */

/** Every code, with what it means. Codes are stable; callers may match them. */
export const ERROR_CODES = {
  USAGE: "the command line is wrong",
  INVALID_ID: "the container id is not one the runtime accepts",
  CONFIG_READ: "config.json cannot be read or is not JSON",
  CONFIG_INVALID: "config.json asks for something that is not valid",
  CONFIG_UNSUPPORTED: "config.json asks for a field that this version does not support",
  EXISTS: "a container with that id exists already",
  NOT_FOUND: "the container does not exist",
  WRONG_STATE: "the container is not in a state that allows this",
  STEP_FAILED: "a step of the plan failed",
  HOOK_FAILED: "a hook failed or ran out of time",
  INIT_DIED: "the container's init process died before it was ready",
  EXEC_NOT_FOUND: "the container's program does not exist",
  EXEC_FAILED: "the container's program cannot be executed",
  CRIU_FAILED: "CRIU could not checkpoint or restore the container",
  STATE_DAMAGED: "the state directory of the container cannot be read",
  CLEANUP_FAILED: "something of the container could not be removed",
  INTERRUPTED: "a signal asked the runtime to stop",
  UNSUPPORTED_HOST: "this host or kernel lacks something that is needed",
  SYSTEM: "the operating system refused something that the runtime needs for itself",
  INTERNAL: "a bug in caisson",
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface ErrorDetails {
  /** JSON pointer into config.json, or what else the `from` of a step can be (plan/steps). */
  from?: string;
  /** Name of the system call that failed, such as `mount`. */
  syscall?: string;
  /** Symbolic errno, such as `EPERM`. */
  errno?: string;
  /** One sentence on what to do. */
  hint?: string;
  cause?: unknown;
}

export class RuntimeError extends Error {
  readonly code: ErrorCode;
  readonly from: string | undefined;
  readonly syscall: string | undefined;
  readonly errno: string | undefined;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "RuntimeError";
    this.code = code;
    this.from = details.from;
    this.syscall = details.syscall;
    this.errno = details.errno;
    this.hint = details.hint;
  }
}
