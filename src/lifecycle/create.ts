import { execute, release } from "../host/execute.ts";
import { forgetNetMoves } from "../host/ops/net-device.ts";
import { ownerName } from "../host/owner.ts";
import type { Session } from "../host/session.ts";
import { streamsOf } from "../host/streams.ts";
import { madeCgroups } from "../plan/areas/cgroup/made.ts";
import type { Step } from "../plan/steps.ts";
import { checkId } from "../state/id.ts";
import { lockOrFail } from "../state/lock.ts";
import { bootId } from "../state/process.ts";
import type { StateRecord } from "../state/record.ts";
import { claim, unclaim } from "../state/store.ts";
import { type Prepared, prepare } from "./prepare.ts";
import type { CreateOptions, Runtime } from "./runtime.ts";
import { save } from "./saved.ts";
import { openSession } from "./session.ts";
import { tearDown } from "./teardown.ts";

/** What run goes on with. */
export interface Created {
  readonly session: Session;
  /** Index of the start gate in the plan. */
  readonly gate: number;
}

/** Bring a container to the status `created`. Whatever fails, everything that was made is removed again. */
export function create(rt: Runtime, options: CreateOptions): void {
  createContainer(rt, { ...options, detached: true });
}

export function createContainer(rt: Runtime, options: CreateOptions & { readonly detached: boolean }): Created {
  checkId(options.id);
  rt.addon.holdSignals(options.detached ? "ending" : "all");
  const prepared = prepare(rt, options);
  const { create: steps, teardown } = prepared.plan;
  const gate = gateIndex(steps);
  // before the id is claimed: it may fail, and there is nothing to take back then
  const record = firstRecord(prepared);
  const lock = claimLocked(rt, options.id);
  const session = openSession(rt, { steps, firstStep: 0, record, lock });
  try {
    save({ root: rt.root, id: options.id }, { config: prepared.config, steps, noNewKeyring: options.noNewKeyring });
    execute(session, 0, gate);
    // init goes to wait at the gate: from here on it outlives us
    release(session, gate);
    forgetNetMoves(session);
  } catch (error) {
    // what cannot be undone is told, and stays on record for delete --force
    const left = tearDown(session, teardown);
    if (left !== undefined) rt.warn(`after a failed create: ${left.message}`, left.from);
    throw error;
  }
  return { session, gate };
}

/** What is not locked is not ours: where a delete was faster, nothing is torn down. */
export function claimLocked(rt: Runtime, id: string): number {
  claim(rt.root, id);
  try {
    return lockOrFail(rt.addon, { root: rt.root, id, patience: 0 });
  } catch (error) {
    unclaim(rt.root, id);
    throw error;
  }
}

/** Behind the last step where the plan has no gate (restore). */
function gateIndex(steps: readonly Step[]): number {
  const gate = steps.findIndex((step) => step.op === "gate.wait");
  return gate < 0 ? steps.length : gate;
}

export function firstRecord({ spec, request, plan }: Prepared): StateRecord {
  const gate = gateIndex(plan.create);
  return {
    ociVersion: spec.ociVersion,
    id: request.id,
    bundle: request.bundle,
    rootfs: spec.rootfs.path,
    created: new Date().toISOString(),
    annotations: spec.annotations,
    owner: ownerName(process.geteuid?.() ?? 0),
    recorded: "creating",
    pid: 0,
    startTime: "",
    bootId: bootId(),
    ownPidNamespace: spec.namespaces.some((ns) => ns.type === "pid" && ns.path === undefined),
    cgroups: [],
    freezer: freezerOf(plan.create),
    hooks: [],
    gate,
    fromGate: plan.create.slice(gate).map(remember),
    teardown: plan.teardown,
    ...(spec.process?.terminal === true ? {} : { streams: streamsOf("self") }),
    hasProcess: spec.process !== undefined,
  };
}

/** Where `paused` is read: the v1 freezer's directory, or the one directory of v2. */
function freezerOf(steps: readonly Step[]): string | undefined {
  return madeCgroups(steps).find(({ controllers }) => controllers.includes("freezer") || controllers.length === 0)?.dir;
}

/** A step as start needs it on record: to run it on the host, or to name it in an error. Init has the rest. */
function remember(step: Step): Step {
  if (step.op === "exec") return { ...step, args: step.args.slice(0, 1), env: [] };
  if (step.op === "seccomp.load") return { ...step, program: new Uint8Array() };
  return step;
}
