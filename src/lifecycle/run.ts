import type { Session } from "../host/session.ts";
import { engineProgram } from "../native/programs.ts";
import { containerDir } from "../state/store.ts";
import { createContainer } from "./create.ts";
import { becomeMonitor, type Leftovers } from "./monitor.ts";
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
    return detach ? 0 : becomeMonitor(session, leftovers(rt, session, options));
  } catch (error) {
    tearDown(session, session.record().teardown);
    throw error;
  }
}

export function leftovers(rt: Runtime, session: Session, { keep }: { readonly keep: boolean }): Leftovers {
  const { id } = session.record();
  const engine = needsEngine(session) ? [engineProgram(), ...deleteArguments(rt, id)] : undefined;
  return { cgroups: removed(session), stateDir: containerDir(rt.root, id), keep, engine };
}

/** These want an engine; everything else of a teardown the monitor does by itself. */
const ENGINES: readonly string[] = ["hook.run", "resctrl.remove", "rootfs.detach", "systemd.stopUnit"];

function needsEngine(session: Session): boolean {
  return session.record().teardown.some((step) => ENGINES.includes(step.op));
}

function deleteArguments(rt: Runtime, id: string): string[] {
  return ["--root", rt.root, "delete", "--force", id];
}

function removed(session: Session): string[] {
  return session.record().teardown.flatMap((step) => (step.op === "cgroup.remove" ? [step.dir] : []));
}
