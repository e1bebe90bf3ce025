import { UsageError } from "./usage-error.ts";

const MILLISECONDS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  "\u00b5s": 1e-3,
  "\u03bcs": 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};
const PART = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;

/** Milliseconds of a Go duration (time.ParseDuration): `5s`, `1m30s`, `1.5h`. Throws UsageError, also for 0 and less. */
export function parseDuration(flag: string, text: string): number {
  let total = 0;
  PART.lastIndex = 0;
  while (PART.lastIndex < text.length) {
    const part = PART.exec(text);
    if (part === null) throw wrong(flag, text);
    total += Number(part[1]) * (MILLISECONDS[part[2] ?? ""] ?? 0);
  }
  if (!(total > 0)) throw wrong(flag, text);
  return total;
}

function wrong(flag: string, text: string): UsageError {
  return new UsageError(
    `--${flag} is a duration greater than 0 such as 5s, 500ms or 1m30s, not ${JSON.stringify(text)}`,
  );
}
