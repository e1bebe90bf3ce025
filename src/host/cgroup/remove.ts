import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { RuntimeError } from "../../common/errors.ts";
import { sleep } from "../../common/sleep.ts";
import type { HostStep } from "../../plan/steps.ts";
import { hasCode } from "../../state/store.ts";
import type { Session } from "../session.ts";

/** How long a busy cgroup may stay busy, milliseconds. */
const PATIENCE = 10_000;

/**
 * Remove a cgroup with its children. What still runs in it is killed: its init is dead already. A create that failed
 * before it claimed its cgroups has none on record, and the directory of that name is somebody else's.
 */
export function removeCgroup(step: Extract<HostStep, { op: "cgroup.remove" }>, session: Session): void {
  if (!session.record().cgroups.includes(step.dir)) return;
  let pause = 1;
  for (let waited = 0; ; waited += pause) {
    if (removeTree(step.dir)) return;
    if (waited >= PATIENCE) break;
    killAll(step.dir);
    pause = Math.min(pause * 2, 100);
    sleep(pause);
  }
  throw new RuntimeError("CLEANUP_FAILED", `cgroup ${step.dir} is still busy after ${PATIENCE / 1000} s`, {
    from: step.from,
    errno: "EBUSY",
    syscall: "rmdir",
    hint: "a process in it cannot be killed; see cgroup.procs there",
  });
}

/** True when the directory has gone. */
function removeTree(dir: string): boolean {
  try {
    rmdirSync(dir);
    return true;
  } catch (error) {
    // not only ENOENT says so: nothing was ever made under a name that is too long, or in a read-only file system
    if (!existsSync(dir)) return true;
    if (!hasCode(error, "EBUSY") && !hasCode(error, "ENOTEMPTY")) throw error;
  }
  const children = childrenOf(dir);
  return children.length > 0 && children.every(removeTree) && removeTree(dir);
}

/** SIGKILL to everything in the cgroup and below; a v1 freezer is thawed so that the signal can act. */
export function killAll(dir: string): void {
  if (existsSync(`${dir}/cgroup.kill`)) {
    killTree(`${dir}/cgroup.kill`);
    return;
  }
  for (const child of childrenOf(dir)) killAll(child);
  for (const pid of read(`${dir}/cgroup.procs`).split("\n").map(Number)) {
    if (pid > 0) kill(pid);
  }
  if (read(`${dir}/freezer.state`).trim() !== "THAWED") writeIfThere(`${dir}/freezer.state`, "THAWED");
  if (read(`${dir}/cgroup.freeze`).trim() === "1") writeIfThere(`${dir}/cgroup.freeze`, "0");
}

/** Its owner may write it, and nobody may read it. */
function killTree(file: string): void {
  const fd = openSync(file, constants.O_WRONLY);
  try {
    writeSync(fd, "1");
  } finally {
    closeSync(fd);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!hasCode(error, "ESRCH")) throw error;
  }
}

function childrenOf(dir: string): string[] {
  try {
    return readdirSync(dir, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${dir}/${entry.name}`);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}

function writeIfThere(file: string, value: string): void {
  try {
    writeFileSync(file, value, { flag: "r+" });
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
}
