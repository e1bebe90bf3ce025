/** Names and words of errno values, as strerror(3) has them in lower case. The tables are the engine's own. */

type SystemErrors = ReadonlyMap<number, readonly [string, string]>;

/** Loaded only on the way to an error. */
function systemErrors(): SystemErrors {
  return process.getBuiltinModule("node:util").getSystemErrorMap();
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
