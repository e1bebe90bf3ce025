import type { Session } from "../host/session.ts";
import { encodeMonitorOrder, type MonitorOrder } from "../native/monitor-order.ts";
import { initProgram } from "../native/programs.ts";

/** What is left to be done once the program has ended. */
export type Leftovers = Pick<MonitorOrder, "cgroups" | "stateDir" | "keep" | "engine">;

/**
 * This process becomes the monitor, in place: it relays terminal and signals to init, and exits with its status. What it
 * leaves is a process of a few pages instead of an engine.
 */
export function becomeMonitor(session: Session, leftovers: Leftovers): never {
  const { addon, consoleMaster } = session;
  const { pid, pidfd } = session.init ?? { pid: 0, pidfd: -1 };
  const { socket: notifySocket = -1, manager = -1 } = session.readiness ?? {};
  const order = encodeMonitorOrder({ pidfd, pid, consoleMaster, notifySocket, manager, ...leftovers });
  const fd = addon.memfd("caisson-order", order);
  const fds = [fd, pidfd, consoleMaster, notifySocket, manager].filter((each) => each >= 0);
  return addon.execInPlace(initProgram(), ["caisson:monitor", "@monitor", String(fd)], environment(), fds);
}

/** For the engine that the monitor may start: its hooks may want the caller's variables. */
function environment(): string[] {
  return Object.entries(process.env).map(([key, value]) => `${key}=${value ?? ""}`);
}
