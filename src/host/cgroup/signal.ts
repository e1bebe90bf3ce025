/** Signals to everything in a container's cgroups. */
import { existsSync } from "node:fs";
import type { StateRecord } from "../../state/record.ts";
import { hasCode } from "../../state/store.ts";
import { freeze, isFreezing, thaw, thawTree } from "./freezer.ts";
import { processesBelow } from "./processes.ts";
import { killAll } from "./remove.ts";

type Members = Pick<StateRecord, "cgroups" | "freezer">;

const SIGKILL = 9;
/** How long it is tried to have everything stand still before a signal, milliseconds. */
const PATIENCE = 1000;
/** Rounds against forks, where nothing can be frozen. */
const ROUNDS = 100;

/** The v1 hierarchies all list the same processes. */
export function allProcesses({ cgroups }: Members): number[] {
  return [...new Set(cgroups.flatMap(processesBelow))].sort((a, b) => a - b);
}

/** The signal reaches forks too: everything stands still meanwhile. A paused container stays so, unless it is killed. */
export function signalEverything(members: Members, signal: number): void {
  if (signal === SIGKILL) {
    killEverything(members);
    return;
  }
  const { freezer } = members;
  const hold = freezer !== undefined && existsSync(freezer) && !isFreezing(freezer);
  if (hold) tryFreeze(freezer);
  try {
    send(allProcesses(members), signal);
  } finally {
    if (hold) thaw(freezer);
  }
}

/** cgroup.kill (v2, Linux 5.14) reaches forks by itself; elsewhere what stands still cannot fork. */
export function killEverything(members: Members): void {
  const { cgroups, freezer } = members;
  const dead = new Set<number>();
  let freezable = freezer !== undefined && existsSync(`${freezer}/freezer.state`);
  for (let round = 0; round < ROUNDS; round += 1) {
    if (freezer !== undefined && freezable) freezable = tryFreeze(freezer);
    const alive = allProcesses(members).filter((pid) => !dead.has(pid));
    for (const pid of alive) dead.add(pid);
    for (const dir of cgroups) killAll(dir);
    // on v1 a frozen process dies when it is thawed
    if (freezer !== undefined) thawTree(freezer);
    if (alive.length === 0) return;
  }
}

/** False where something does not stand still, and runs on: the signal still reaches what is listed. */
function tryFreeze(dir: string): boolean {
  try {
    freeze(dir, PATIENCE);
    return true;
  } catch {
    return false;
  }
}

function send(pids: readonly number[], signal: number): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (!hasCode(error, "ESRCH")) throw error;
    }
  }
}
