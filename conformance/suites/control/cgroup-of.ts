/** The container's cgroup in one hierarchy, as a directory. */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cgroupMode, cgroupPathOf, hierarchyOf } from "../../harness/cgroups.ts";
import type { Scene } from "../../harness/scene.ts";

/** v2 has one hierarchy for all, and a freezer without a controller. */
export function cgroupOf(pid: number, controller: string): string {
  const mount = cgroupMode() === "v2" ? "/sys/fs/cgroup" : hierarchyOf(controller);
  if (mount === undefined) throw new Error(`no ${controller} hierarchy here`);
  return join(mount, cgroupPathOf(pid, controller));
}

/** A cgroup below a container's, as a container with cgroups of its own makes them; removed with the check. */
export function childOf(scene: Scene, dir: string): string {
  const child = join(dir, "inner");
  mkdirSync(child);
  scene.atEnd(() => {
    setFrozen(child, false);
    try {
      rmdirSync(child);
    } catch {
      // the runtime has removed it with the container's
    }
  });
  return child;
}

/** By the files of either version; without them there is nothing to do. */
export function setFrozen(dir: string, frozen: boolean): void {
  const v1 = join(dir, "freezer.state");
  const v2 = join(dir, "cgroup.freeze");
  if (existsSync(v1)) writeFileSync(v1, frozen ? "FROZEN" : "THAWED");
  else if (existsSync(v2)) writeFileSync(v2, frozen ? "1" : "0");
}

export function move(pid: number, dir: string): void {
  writeFileSync(join(dir, "cgroup.procs"), String(pid));
}

/** Processor time that a process has had, in ticks. */
export function ticksOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

/** Host pids of a process's children. */
export function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return text === "" ? [] : text.split(" ").map(Number);
}

export function processesIn(dir: string): number[] {
  return readFileSync(join(dir, "cgroup.procs"), "utf8").split("\n").filter(Boolean).map(Number);
}
