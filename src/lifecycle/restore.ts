import { seenMounts } from "../host/criu/container.ts";
import { makeDirectory, readDescriptors } from "../host/criu/directories.ts";
import { type CriuNeed, checkVersion, criuEnvironment, findCriu } from "../host/criu/program.ts";
import { CriuRestorer } from "../host/criu/restore.ts";
import { awaitExec, execute, release } from "../host/execute.ts";
import { forgetNetMoves } from "../host/ops/net-device.ts";
import type { Session } from "../host/session.ts";
import type { CriuDirectories } from "../plan/checkpoint/criu.ts";
import type { RestoreRequest } from "../plan/checkpoint/options.ts";
import { buildRestorePlan } from "../plan/restore.ts";
import { checkId } from "../state/id.ts";
import { claimLocked, firstRecord } from "./create.ts";
import { criuConfigFile } from "./criu-config-file.ts";
import { becomeMonitor } from "./monitor.ts";
import { gatherInputs, type Prepared } from "./prepare.ts";
import { leftovers } from "./run.ts";
import type { CreateOptions, Runtime } from "./runtime.ts";
import { save } from "./saved.ts";
import { openSession } from "./session.ts";
import { tearDown } from "./teardown.ts";

export interface RestoreOptions extends RestoreRequest {
  readonly container: CreateOptions;
  readonly directories: CriuDirectories;
  readonly detach: boolean;
  readonly noSubreaper: boolean;
}

/**
 * Make a container of a checkpoint's files and of a bundle. Detached it returns 0 once the container runs; else this
 * process becomes the monitor, as run does. Whatever fails, everything that was made is removed again.
 */
export function restore(rt: Runtime, options: RestoreOptions): number {
  const { container, detach } = options;
  checkId(container.id);
  rt.addon.holdSignals(detach ? "ending" : "all");
  if (!detach && !options.noSubreaper) rt.addon.becomeSubreaper();
  const prepared = prepareRestore(rt, options);
  const { create: steps, teardown } = prepared.plan;
  const record = firstRecord(prepared);
  const lock = claimLocked(rt, container.id);
  const session = openSession(rt, { steps, firstStep: 0, record, lock });
  session.criu = new CriuRestorer(rt.addon);
  try {
    save({ root: rt.root, id: container.id }, { config: prepared.config, steps, noNewKeyring: false });
    carryOut(session);
    forgetNetMoves(session);
    return detach ? 0 : becomeMonitor(session, leftovers(rt, session, { keep: false }));
  } catch (error) {
    const left = tearDown(session, teardown);
    if (left !== undefined) rt.warn(`after a failed restore: ${left.message}`, left.from);
    throw error;
  }
}

/** Init's one run of steps ends with its becoming criu; all that follows is the host's. */
function carryOut(session: Session): void {
  const { steps } = session;
  const [first, last] = [steps.findIndex(isInit), steps.findLastIndex(isInit)];
  execute(session, 0, first);
  release(session, first);
  awaitExec(session, first);
  execute(session, last + 1, steps.length);
}

function isInit({ at }: { readonly at: string }): boolean {
  return at === "init";
}

function prepareRestore(rt: Runtime, options: RestoreOptions): Prepared {
  const { container, directories, detach } = options;
  if (container.noPivot) rt.warn("--no-pivot has no effect: criu enters the root file system by pivot_root");
  // before anything is made: is this a checkpoint?
  readDescriptors(directories.images);
  const criu = findCriu();
  checkVersion(rt.addon, criu, needs(options));
  if (directories.work !== undefined) makeDirectory(directories.work);
  const { config, spec, request, facts } = gatherInputs(rt, { ...container, detached: detach });
  const configFile = criuConfigFile(spec);
  const restore = { ...options, criu, configFile, environment: criuEnvironment(), hostMounts: seenMounts("self") };
  const plan = buildRestorePlan(spec, facts, { request, restore });
  for (const warning of plan.warnings) rt.warn(warning.message, warning.from);
  return { config, spec, request, plan };
}

function needs({ lsmProfile, lsmMountContext }: RestoreOptions): CriuNeed[] {
  return [
    ...(lsmProfile === undefined ? [] : [{ what: "--lsm-profile", since: 31_600 }]),
    ...(lsmMountContext === undefined ? [] : [{ what: "--lsm-mount-context", since: 31_600 }]),
  ];
}
