import type { Session } from "../host/session.ts";
import { encodeMonitorOrder } from "../native/monitor-order.ts";
import { engineProgram, initProgram } from "../native/programs.ts";
import { containerDir } from "../state/store.ts";
import { createContainer } from "./create.ts";
import type { CreateOptions, Runtime } from "./runtime.ts";
import { startCreated } from "./start.ts";
import { tearDown } from "./teardown.ts";

export interface RunOptions extends CreateOptions {
  readonly detach: boolean;
  /** Leave the stopped container in place. */
  readonly keep: boolean;
  readonly noSubreaper: boolean;
}

/**
 * create and start in one. Detached it returns 0 once the program runs; else this process becomes the monitor, in
 * place, which relays terminal and signals, tears down, and exits with the container's status.
 */
export function run(rt: Runtime, options: RunOptions): number {
  const { detach } = options;
  if (!detach && !options.noSubreaper) rt.addon.becomeSubreaper();
  const { session } = createContainer(rt, { ...options, detached: detach });
  try {
    startCreated(session);
    return detach ? 0 : becomeMonitor(rt, session, options);
  } catch (error) {
    tearDown(session, session.record().teardown);
    throw error;
  }
}

/** In place: relay terminal and signals, tear down, exit with the container's status. `keep`: tear nothing down. */
export function becomeMonitor(rt: Runtime, session: Session, options: { readonly keep: boolean }): never {
  const { addon } = rt;
  const record = session.record();
  const init = session.init ?? { pid: 0, pidfd: -1 };
  const order = encodeMonitorOrder({
    pidfd: init.pidfd,
    pid: init.pid,
    consoleMaster: session.consoleMaster,
    cgroups: removed(session),
    stateDir: containerDir(rt.root, record.id),
    keep: options.keep,
    engine: needsEngine(session) ? [engineProgram(), ...deleteArguments(rt, record.id)] : undefined,
  });
  const fd = addon.memfd("caisson-order", order);
  const fds = [fd, init.pidfd, ...(session.consoleMaster >= 0 ? [session.consoleMaster] : [])];
  return addon.execInPlace(initProgram(), ["caisson:monitor", "@monitor", String(fd)], environment(), fds);
}

/** For the engine that the monitor may start: its hooks may want the caller's variables. */
function environment(): string[] {
  return Object.entries(process.env).map(([key, value]) => `${key}=${value ?? ""}`);
}

/** These want an engine; everything else of a teardown the monitor does by itself. */
const ENGINES: readonly string[] = ["hook.run", "resctrl.remove", "rootfs.detach"];

function needsEngine(session: Session): boolean {
  return session.record().teardown.some((step) => ENGINES.includes(step.op));
}

function deleteArguments(rt: Runtime, id: string): string[] {
  return ["--root", rt.root, "delete", "--force", id];
}

function removed(session: Session): string[] {
  return session.record().teardown.flatMap((step) => (step.op === "cgroup.remove" ? [step.dir] : []));
}
