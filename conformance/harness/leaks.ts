/** Nothing of a check may stay: processes, mounts, cgroups, state directories. */
import { readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { allCgroups } from "./cgroups.ts";
import { allProcesses } from "./processes.ts";
import { pauseSync, slowness } from "./waiting.ts";

export interface Snapshot {
  readonly processes: ReadonlySet<number>;
  readonly mounts: ReadonlySet<string>;
  readonly cgroups: ReadonlySet<string>;
}

function mounts(): string[] {
  return readFileSync("/proc/self/mountinfo", "utf8").trim().split("\n");
}

export function takeSnapshot(): Snapshot {
  return {
    processes: new Set(allProcesses().map(({ pid }) => pid)),
    mounts: new Set(mounts()),
    cgroups: new Set(allCgroups()),
  };
}

/** Names in the runtime's root directory; those with `@` are no containers. */
function states(root: string): string[] {
  try {
    return readdirSync(root).filter((name) => !name.startsWith("@"));
  } catch {
    return [];
  }
}

function findLeaks(before: Snapshot, root: string): string[] {
  // a zombie is waited for by PID 1 or by this process, as soon as either is scheduled
  const processes = allProcesses().filter(({ pid, state }) => !before.processes.has(pid) && state !== "Z");
  return [
    ...processes.map(({ pid, name }) => `process ${pid} (${name})`),
    ...mounts()
      .filter((line) => !before.mounts.has(line))
      .map((line) => `mount ${line}`),
    ...allCgroups()
      .filter((dir) => !before.cgroups.has(dir))
      .map((dir) => `cgroup ${dir}`),
    ...states(root).map((name) => `state directory ${name}`),
  ];
}

/** So that one leak does not fail the checks that follow. */
export function sweep(before: Snapshot, root: string): void {
  for (const { pid } of allProcesses().filter(({ pid }) => !before.processes.has(pid))) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // gone by itself
    }
  }
  pauseSync(50);
  for (const dir of allCgroups().reverse()) {
    try {
      if (!before.cgroups.has(dir)) rmdirSync(dir);
    } catch {
      // still busy: the enclave's end removes it
    }
  }
  rmSync(join(root), { recursive: true, force: true });
}

/** Throws, and cleans up, where something is left two seconds (of a fast machine) after the check. */
export function expectNoLeaks(before: Snapshot, root: string): void {
  let leaks: string[] = [];
  for (let attempt = 0; attempt < 40 * slowness; attempt++) {
    leaks = findLeaks(before, root);
    if (leaks.length === 0) return;
    pauseSync(50);
  }
  sweep(before, root);
  throw new Error(`left behind:\n  ${leaks.join("\n  ")}`);
}
