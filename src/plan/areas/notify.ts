/**
 * sd_notify(3): where the caller of the runtime is a service manager's unit, the container can say that it is ready.
 * As runc: a directory of the state is bound at /run/notify, the socket in it is made by who starts the container.
 */
import { MOUNT_ATTR, MS_PROPAGATION } from "../../config/mount-options.ts";
import type { ResolvedMount } from "../../config/resolved.ts";
import type { PlanRequest, ProcessRequest } from "../facts.ts";
import type { HostStep } from "../steps.ts";

export const handles: readonly string[] = [];

const FROM = "default:notify";
/** Where the container has it. */
export const TARGET = "/run/notify";
/** Name of the socket in the directory; addon/monitor/state_dir.cc removes it. */
const SOCKET = "notify.sock";

export function directory({ stateDir }: PlanRequest): string {
  return `${stateDir}/notify`;
}

/** Like any other mount; private, so that what a container mounts below never shows in the state directory. */
export function notifyMounts(request: PlanRequest): ResolvedMount[] {
  if (!request.notify) return [];
  const { NOSUID, NOEXEC, NODEV, RDONLY } = MOUNT_ATTR;
  return [
    {
      kind: "bind",
      from: FROM,
      destination: TARGET,
      type: "",
      source: directory(request),
      recursive: false,
      attrSet: NOSUID | NOEXEC | NODEV | RDONLY,
      attrClear: 0,
      treeSet: 0,
      treeClear: 0,
      propagation: MS_PROPAGATION.PRIVATE,
      propagationRecursive: false,
      idmap: undefined,
      data: [],
      copyUp: false,
    },
  ];
}

export function notifyEnvironment({ notify }: ProcessRequest): string[] {
  return notify ? [`NOTIFY_SOCKET=${TARGET}/${SOCKET}`] : [];
}

export function makeNotifyDirectory(request: PlanRequest): HostStep[] {
  return request.notify ? [{ at: "host", op: "notify.create", from: FROM, dir: directory(request) }] : [];
}

export function listenForReadiness(request: PlanRequest): HostStep[] {
  if (!request.notify) return [];
  return [{ at: "host", op: "notify.listen", from: FROM, dir: directory(request), name: SOCKET }];
}

/** In the foreground the monitor does it, and is the unit's main process. */
export function forwardReadiness({ notify, relayConsole }: PlanRequest): HostStep[] {
  return notify ? [{ at: "host", op: "notify.forward", from: FROM, by: relayConsole ? "monitor" : "runtime" }] : [];
}
