/** Names and words of errno values, as strerror(3) has them in lower case. The table is the engine's own. */

type SystemErrors = ReadonlyMap<number, readonly [string, string]>;

/** What a kernel says about containers, and the engine's table does not have (asm-generic/errno.h). */
const FURTHER: SystemErrors = new Map([
  [-8, ["ENOEXEC", "exec format error"]],
  [-10, ["ECHILD", "no child processes"]],
  [-15, ["ENOTBLK", "block device required"]],
  [-33, ["EDOM", "numerical argument out of domain"]],
  [-35, ["EDEADLK", "resource deadlock avoided"]],
  [-37, ["ENOLCK", "no locks available"]],
  [-87, ["EUSERS", "too many users"]],
  [-116, ["ESTALE", "stale file handle"]],
  [-117, ["EUCLEAN", "structure needs cleaning"]],
  [-122, ["EDQUOT", "disk quota exceeded"]],
  [-123, ["ENOMEDIUM", "no medium found"]],
  [-126, ["ENOKEY", "required key not available"]],
]);

/** Loaded only on the way to an error. */
function systemErrors(): SystemErrors {
  return new Map([...FURTHER, ...process.getBuiltinModule("node:util").getSystemErrorMap()]);
}

/** `EPERM` of 1. */
export function errnoName(errno: number): string {
  return systemErrors().get(-errno)?.[0] ?? `errno ${errno}`;
}

/** `operation not permitted` of 1. Callers look for these words. */
export function errnoWords(errno: number): string {
  return systemErrors().get(-errno)?.[1] ?? `error ${errno}`;
}

/** The same of `EPERM`; undefined where the engine knows no such name. */
export function wordsOfName(name: string): string | undefined {
  for (const [symbol, words] of systemErrors().values()) if (symbol === name) return words;
  return undefined;
}

/** The number behind an Error of the engine or the addon, 0 where it has none. */
export function errnoOf(error: unknown): number {
  if (!(error instanceof Error)) return 0;
  const { errno } = error as NodeJS.ErrnoException;
  return typeof errno === "number" ? Math.abs(errno) : 0;
}
