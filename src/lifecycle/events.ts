import { readFileSync } from "node:fs";
import { RuntimeError } from "../common/errors.ts";
import { cgroupFacts } from "../host/cgroup/facts.ts";
import { type OomWatch, watchOom } from "../host/cgroup/oom.ts";
import { recordedCgroups } from "../host/cgroup/recorded.ts";
import { recordedGroups } from "../host/resctrl/recorded.ts";
import { readStats, type Stats } from "../host/stats/stats.ts";
import { POLLERR, POLLHUP, POLLIN } from "../native/poll.ts";
import type { ContainerCgroup } from "../plan/areas/cgroup/paths.ts";
import { identify } from "../state/process.ts";
import type { StateRecord } from "../state/record.ts";
import { statusOf } from "../state/status.ts";
import { hasCode } from "../state/store.ts";
import { recordOf } from "./record-of.ts";
import type { Runtime } from "./runtime.ts";

/** One line of `events`, as runc words it. */
export type Event = StatsEvent | { readonly type: "oom"; readonly id: string };

export interface StatsEvent {
  readonly type: "stats";
  readonly id: string;
  readonly data: Stats;
}

export interface WatchOptions {
  /** Milliseconds between statistics. */
  readonly interval: number;
  readonly emit: (event: Event) => void;
  /** Descriptor that events go to: the watch ends when nobody reads there any more. */
  readonly output: number;
}

/** The statistics now. Throws WRONG_STATE where the container has stopped. */
export function statistics(rt: Runtime, id: string): StatsEvent {
  const record = runningRecord(rt, id);
  return statsOf(record, cgroupsOf(record));
}

/** Emit statistics at every interval, and whenever the container runs out of memory. Returns when it has ended. */
export function watch(rt: Runtime, id: string, { interval, emit, output }: WatchOptions): void {
  const record = runningRecord(rt, id);
  const pidfd = openInit(rt, record);
  const cgroups = cgroupsOf(record);
  const oom = watchOom(rt.addon, cgroups);
  if (oom === undefined) rt.warn(`the memory of container ${id} is not accounted for: no oom events`);
  for (let due = performance.now() + interval; ; ) {
    const left = Math.max(Math.ceil(due - performance.now()), 0);
    const fds = [pidfd, output, oom?.fd ?? -1];
    const [ended = 0, closed = 0] = rt.addon.poll(fds, [POLLIN, 0, oom?.events ?? 0], Math.min(left, LONGEST_WAIT));
    // what ended it may have been the lack of memory
    for (let count = takeFrom(oom); count > 0; count -= 1) emit({ type: "oom", id });
    if (ended !== 0 || (closed & (POLLERR | POLLHUP)) !== 0) return;
    if (performance.now() < due) continue;
    emit(statsOf(record, cgroups));
    due = Math.max(due + interval, performance.now());
  }
}

/** poll(2) takes an int. */
const LONGEST_WAIT = 2 ** 31 - 1;

function takeFrom(oom: OomWatch | undefined): number {
  return oom === undefined ? 0 : oom.take();
}

function runningRecord(rt: Runtime, id: string): StateRecord {
  const record = recordOf(rt, id);
  const status = statusOf(record);
  if (status !== "stopped" && record.pid !== 0) return record;
  throw new RuntimeError("WRONG_STATE", `container with id ${id} is not running: it is ${status}`);
}

function openInit(rt: Runtime, record: StateRecord): number {
  try {
    const pidfd = rt.addon.pidfdOpen(record.pid);
    if (identify(record.pid)?.startTime === record.startTime) return pidfd;
  } catch (error) {
    if (!hasCode(error, "ESRCH")) throw error;
  }
  throw new RuntimeError("WRONG_STATE", `container with id ${record.id} is not running: it has stopped`);
}

function cgroupsOf({ cgroups }: StateRecord): ContainerCgroup[] {
  return recordedCgroups(cgroups, cgroupFacts().hierarchies);
}

function statsOf(record: StateRecord, cgroups: readonly ContainerCgroup[]): StatsEvent {
  const groups = recordedGroups(record.teardown, () => readFileSync("/proc/self/mountinfo", "utf8"));
  return { type: "stats", id: record.id, data: readStats(cgroups, groups) };
}
