import { RuntimeError } from "../common/errors.ts";
import { thawTree } from "../host/cgroup/freezer.ts";
import { allProcesses, signalEverything } from "../host/cgroup/signal.ts";
import { identify } from "../state/process.ts";
import type { StateRecord } from "../state/record.ts";
import { statusOf } from "../state/status.ts";
import { hasCode } from "../state/store.ts";
import { recordOf } from "./record-of.ts";
import type { Runtime } from "./runtime.ts";

const SIGKILL = 9;

/**
 * Send a signal to the container's init, or with `all` to every process in its cgroups, of which some may be left when init
 * has ended. Throws WRONG_STATE, `container not running`, where there is none; with `all` that is no error.
 */
export function kill(rt: Runtime, id: string, options: { readonly signal: number; readonly all: boolean }): void {
  const { signal, all } = options;
  const record = recordOf(rt, id);
  const status = statusOf(record);
  // without a PID namespace of its own the death of init leaves the others running
  const whole = all || (signal === SIGKILL && !record.ownPidNamespace);
  const initRuns = status !== "stopped" && record.pid !== 0;
  if (!initRuns && !all && !(whole && allProcesses(record).length > 0)) throw notRunning();
  // by itself where it is in no cgroup of its own; else it gets the signal with all others, and not twice
  if (initRuns && !(whole && allProcesses(record).includes(record.pid))) send(rt, record, signal);
  if (whole) signalEverything(record, signal);
  // what is frozen does not die on v1, and init goes after everything else in its namespace
  else if (signal === SIGKILL && record.freezer !== undefined) thawTree(record.freezer);
}

function send(rt: Runtime, record: StateRecord, signal: number): void {
  try {
    const pidfd = rt.addon.pidfdOpen(record.pid);
    if (identify(record.pid)?.startTime !== record.startTime) throw notRunning();
    rt.addon.pidfdSendSignal(pidfd, signal);
    rt.addon.close(pidfd);
  } catch (error) {
    if (hasCode(error, "ESRCH") || hasCode(error, "EINVAL")) throw notRunning();
    throw error;
  }
}

function notRunning(): RuntimeError {
  return new RuntimeError("WRONG_STATE", "container not running");
}
