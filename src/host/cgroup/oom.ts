/** Notice of a cgroup that runs out of memory, by a descriptor that can be waited for. */
import { closeSync, existsSync, openSync, readSync } from "node:fs";
import type { Addon } from "../../native/addon.ts";
import { POLLIN, POLLPRI } from "../../native/poll.ts";
import type { ContainerCgroup } from "../../plan/areas/cgroup/paths.ts";
import { hasCode } from "../../state/store.ts";
import { toKeyed } from "../stats/files.ts";
import { writeControl } from "./write.ts";

export interface OomWatch {
  readonly fd: number;
  /** Of poll(2). */
  readonly events: number;
  /** How often it ran out of memory since the last call; never blocks. */
  readonly take: () => number;
}

/** Undefined where memory is not accounted for. Lasts as long as this process. */
export function watchOom(addon: Addon, cgroups: readonly ContainerCgroup[]): OomWatch | undefined {
  const v1 = cgroups.find(({ hierarchy }) => hierarchy.controllers.includes("memory"));
  const v2 = cgroups.find(({ version }) => version === 2);
  if (v1 !== undefined && existsSync(`${v1.dir}/memory.oom_control`)) return watchV1(addon, v1.dir);
  if (v2 !== undefined && existsSync(`${v2.dir}/memory.events`)) return watchV2(`${v2.dir}/memory.events`);
  return undefined;
}

/** cgroup-v1/memory.rst "OOM Control": an eventfd counts. It also counts the removal of the cgroup as one. */
function watchV1(addon: Addon, dir: string): OomWatch {
  const control = `${dir}/cgroup.event_control`;
  const watched = openSync(`${dir}/memory.oom_control`, "r");
  const fd = addon.eventFd();
  writeControl(control, `${fd} ${watched}`);
  closeSync(watched);
  let removed = false;
  const take = (): number => {
    const count = readCounter(fd);
    if (removed || existsSync(control)) return count;
    removed = true;
    return Math.max(count - 1, 0);
  };
  return { fd, events: POLLIN, take };
}

function readCounter(fd: number): number {
  const counter = new BigUint64Array(1);
  try {
    readSync(fd, counter);
  } catch (error) {
    if (!hasCode(error, "EAGAIN")) throw error;
  }
  return Number(counter[0] ?? 0n);
}

/** cgroup-v2.rst: a change of memory.events is an exception on whoever has read it. */
function watchV2(file: string): OomWatch {
  const fd = openSync(file, "r");
  let before = killsIn(fd);
  const take = (): number => {
    const now = killsIn(fd) ?? before;
    const more = (now ?? 0n) - (before ?? 0n);
    before = now;
    return Number(more);
  };
  return { fd, events: POLLPRI, take };
}

const MOST = 4096;

/** Undefined where the cgroup has gone. */
function killsIn(fd: number): bigint | undefined {
  const bytes = Buffer.alloc(MOST);
  try {
    return toKeyed(bytes.toString("latin1", 0, readSync(fd, bytes, 0, MOST, 0))).get("oom_kill");
  } catch (error) {
    if (hasCode(error, "ENODEV")) return undefined;
    throw error;
  }
}
