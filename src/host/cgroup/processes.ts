import { existsSync, readdirSync, readFileSync } from "node:fs";

/** The pids in a cgroup and in all below it, as this PID namespace has them; none where there is no such directory. */
export function processesBelow(dir: string): number[] {
  if (!existsSync(dir)) return [];
  const own = readFileSync(`${dir}/cgroup.procs`, "latin1").split("\n").map(Number);
  const below = readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => processesBelow(`${dir}/${name}`));
  // 0 is a process of another PID namespace, and the end of the file
  return [...own.filter((pid) => pid > 0), ...below];
}
