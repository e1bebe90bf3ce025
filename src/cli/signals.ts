/** Signals by name, as signal(7) numbers them on x86, ARM and RISC-V. */
import { UsageError } from "./usage-error.ts";

const NAMES = [
  "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM",
  "STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS",
].flatMap((line) => line.split(" "));

const SYNONYMS: Readonly<Record<string, string>> = { IOT: "ABRT", CLD: "CHLD", POLL: "IO" };
/** glibc's: the kernel's first two are its own. */
const RTMIN = 34;
const RTMAX = 64;

/** The number of `SIGTERM`, `term`, `15`, `RTMIN+3` or `SIGRTMAX-1`; 0 only asks whether the process is there. */
export function parseSignal(text: string): number {
  const number = /^\d{1,3}$/.test(text) ? Number(text) : byName(text.toUpperCase().replace(/^SIG/, ""));
  if (number !== undefined && number >= 0 && number <= RTMAX) return number;
  throw new UsageError(`unknown signal ${JSON.stringify(text)}`, {
    found: text.toUpperCase().replace(/^SIG/, ""),
    candidates: NAMES,
    otherwise: "a signal is a name of signal(7), with or without SIG, or a number from 0 to 64",
  });
}

function byName(name: string): number | undefined {
  const plain = NAMES.indexOf(SYNONYMS[name] ?? name);
  if (plain >= 0) return plain + 1;
  const [, base, offset] = /^(RTMIN|RTMAX)([+-]\d{1,2})?$/.exec(name) ?? [];
  if (base === undefined) return undefined;
  const number = (base === "RTMIN" ? RTMIN : RTMAX) + Number(offset ?? 0);
  return number >= RTMIN ? number : undefined;
}
