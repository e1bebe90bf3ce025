/** From the flags of update to the resources that they ask for, as a file would have them. */
import type { UpdateOptions } from "../lifecycle/update.ts";
import { type Arguments, textFlag } from "./arguments.ts";
import { parseSize } from "./size.ts";
import { UsageError } from "./usage-error.ts";

type Reader = (text: string) => unknown;

/** Place in the resources, flag, and how its text is read. */
const LIMITS: readonly (readonly [group: string, field: string, flag: string, read: Reader])[] = [
  ["blockIO", "weight", "blkio-weight", integer],
  ["cpu", "period", "cpu-period", integer],
  ["cpu", "quota", "cpu-quota", integer],
  ["cpu", "burst", "cpu-burst", integer],
  ["cpu", "shares", "cpu-share", integer],
  ["cpu", "idle", "cpu-idle", integer],
  ["cpu", "realtimePeriod", "cpu-rt-period", integer],
  ["cpu", "realtimeRuntime", "cpu-rt-runtime", integer],
  ["cpu", "cpus", "cpuset-cpus", String],
  ["cpu", "mems", "cpuset-mems", String],
  ["memory", "limit", "memory", parseSize],
  ["memory", "reservation", "memory-reservation", parseSize],
  ["memory", "swap", "memory-swap", parseSize],
  ["pids", "limit", "pids-limit", integer],
];

const WITHOUT_EFFECT = ["kernel-memory", "kernel-memory-tcp"];

type Warn = (message: string) => void;

function integer(text: string): number | bigint | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text.replace("+", ""));
}

/** `warn` is told of flags without effect. Throws UsageError. */
export function resourcesOfFlags(args: Arguments, warn: Warn): Pick<UpdateOptions, "resources" | "file" | "flags"> {
  const resources: Record<string, Record<string, unknown>> = {};
  const flags = new Map<string, string>();
  for (const [group, field, flag, read] of LIMITS) {
    const text = textFlag(args, flag);
    if (text === undefined) continue;
    const value = read(text);
    if (value === undefined) throw wrong(flag, text, read);
    resources[group] = { ...resources[group], [field]: value };
    flags.set(`/${group}/${field}`, `--${flag}`);
  }
  for (const flag of WITHOUT_EFFECT) {
    if (textFlag(args, flag) !== undefined) warn(`--${flag} has no effect: the kernel no longer has this limit`);
  }
  return { resources, file: "the command line:", flags };
}

/** As with runc, a file has the last word. */
export function warnOfIgnored(args: Arguments, warn: Warn): void {
  for (const flag of [...LIMITS.map(([, , name]) => name), ...WITHOUT_EFFECT]) {
    if (textFlag(args, flag) !== undefined) warn(`--${flag} is ignored beside --resources`);
  }
}

function wrong(flag: string, text: string, read: Reader): UsageError {
  const wanted = read === parseSize ? "a size such as 512m or 1048576, or -1 for no limit" : "a whole number";
  return new UsageError(`invalid value for ${flag}: ${JSON.stringify(text)} is not ${wanted}`);
}
