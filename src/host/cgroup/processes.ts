import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hasCode } from "../../state/store.ts";

/** The pids in a cgroup and in all below it, as this PID namespace has them; none where there is no such directory. */
export function processesBelow(dir: string): number[] {
  if (!existsSync(dir)) return [];
  const below = readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => belowOrGone(`${dir}/${name}`));
  return [...processesIn(dir), ...below];
}

/** A child may be removed meanwhile; and on v2 it may be threaded, then its processes are among those of a parent. */
function belowOrGone(dir: string): number[] {
  try {
    return processesBelow(dir);
  } catch (error) {
    if (["ENOENT", "ENODEV", "EOPNOTSUPP"].some((code) => hasCode(error, code))) return [];
    throw error;
  }
}

/** 0 is a process of another PID namespace, and the end of the file. */
function processesIn(dir: string): number[] {
  const pids = readFileSync(`${dir}/cgroup.procs`, "latin1").split("\n").map(Number);
  return pids.filter((pid) => pid > 0);
}
