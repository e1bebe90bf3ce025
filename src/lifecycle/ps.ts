import { existsSync } from "node:fs";
import { RuntimeError } from "../common/errors.ts";
import { allProcesses } from "../host/cgroup/signal.ts";
import { processTable } from "../host/process-table.ts";
import type { StateRecord } from "../state/record.ts";
import { statusOf } from "../state/status.ts";
import { recordOf } from "./record-of.ts";
import type { Runtime } from "./runtime.ts";

/** The pids of a container as the host has them, in all its cgroups and those below, ascending; none where it has stopped. */
export function processes(rt: Runtime, id: string): number[] {
  const record = recordOf(rt, id);
  if (hasNoCgroup(record)) {
    throw new RuntimeError("UNSUPPORTED_HOST", `container ${id} has no cgroup that its processes are listed in`, {
      hint: "delegate a cgroup to the runtime's user before the container is created",
    });
  }
  return allProcesses(record);
}

/** What `ps` prints of these processes, with its heading; `options` are ps's own, `-ef` without any. */
export function table(rt: Runtime, id: string, options: readonly string[]): string {
  return processTable(processes(rt, id), options.length === 0 ? ["-ef"] : options);
}

function hasNoCgroup(record: StateRecord): boolean {
  return statusOf(record) !== "stopped" && record.pid !== 0 && !record.cgroups.some((dir) => existsSync(dir));
}
