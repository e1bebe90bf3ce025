import { omitEmpty, readText, toNumber, UNLIMITED } from "./files.ts";

export interface PidsStats {
  readonly current?: bigint;
  /** Left out where there is none. */
  readonly limit?: bigint;
}

/** The same files on both versions. Without the controller processes are counted, as far as they are in the cgroup itself. */
export function pidsStats(dir: string | undefined): PidsStats {
  if (dir === undefined) return {};
  const current = readText(`${dir}/pids.current`);
  if (current === undefined) return omitEmpty({ current: countProcesses(dir) }, "current");
  const limit = toNumber(readText(`${dir}/pids.max`) ?? "max");
  return omitEmpty({ current: toNumber(current), limit: limit === UNLIMITED ? 0n : limit }, "current", "limit");
}

function countProcesses(dir: string): bigint {
  const text = readText(`${dir}/cgroup.procs`) ?? "";
  return BigInt(text.split("\n").filter(Boolean).length);
}
