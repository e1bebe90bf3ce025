import { RuntimeError } from "../common/errors.ts";
import { processesBelow } from "../host/cgroup/processes.ts";
import { killAll } from "../host/cgroup/remove.ts";
import { identify } from "../state/process.ts";
import type { StateRecord } from "../state/record.ts";
import { statusOf } from "../state/status.ts";
import { hasCode } from "../state/store.ts";
import { recordOf } from "./record-of.ts";
import type { Runtime } from "./runtime.ts";

const SIGKILL = 9;

/** Send a signal to the container's init, or with `all` to every process in its cgroups. Throws WRONG_STATE, `container not running`, where there is none. */
export function kill(rt: Runtime, id: string, options: { readonly signal: number; readonly all: boolean }): void {
  const record = recordOf(rt, id);
  const status = statusOf(record);
  if (status === "stopped" || record.pid === 0) {
    // --all asks for whatever is left, and that nothing is left is no error
    if (!options.all) throw notRunning();
    killRest(record);
    return;
  }
  if (options.all) signalAll(record, options.signal);
  else send(rt, record, options.signal);
  // without a PID namespace of its own the death of init leaves the others running
  if (options.signal === SIGKILL && !record.ownPidNamespace) killRest(record);
}

function killRest(record: StateRecord): void {
  for (const dir of record.cgroups) killAll(dir);
}

/** The v1 hierarchies all list the same processes. */
function signalAll(record: StateRecord, signal: number): void {
  for (const pid of new Set(record.cgroups.flatMap(processesBelow))) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (!hasCode(error, "ESRCH")) throw error;
    }
  }
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
