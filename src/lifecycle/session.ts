/** Puts a Session together: for create from a plan, for start and delete from the record. */
import { callerEnvironment } from "../host/caller.ts";
import type { Session } from "../host/session.ts";
import type { Step } from "../plan/steps.ts";
import { encode, type LateData } from "../plan/wire/encode.ts";
import type { StateRecord } from "../state/record.ts";
import { removeAll, writeRecord } from "../state/store.ts";
import type { Runtime } from "./runtime.ts";

export interface SessionParts {
  readonly record: StateRecord;
  readonly steps: readonly Step[];
  readonly firstStep: number;
  /** The container's, which is let go when the session ends or has nothing left to do but wait. */
  readonly lock?: number;
}

export function openSession(rt: Runtime, parts: SessionParts): Session {
  let { record } = parts;
  return {
    addon: rt.addon,
    root: rt.root,
    steps: parts.steps,
    firstStep: parts.firstStep,
    warn: rt.warn,
    note: rt.note,
    encode: (seccomp) => encode(parts.steps, lateData(seccomp)),
    save: (change) => {
      record = { ...record, ...change };
      writeRecord(rt.root, record);
    },
    remember: (change) => {
      record = { ...record, ...change };
    },
    removeState: () => removeAll(rt.root, record.id),
    record: () => record,
    init: undefined,
    channel: -1,
    gate: -1,
    target: -1,
    consoleMaster: -1,
    lock: parts.lock ?? -1,
    notifySocket: rt.activation.notifySocket,
    readiness: undefined,
    pidFile: undefined,
    seccomp: undefined,
    listener: -1,
    deniedCgroups: new Set(),
    criu: undefined,
    netMoves: undefined,
    hooksRan: false,
  };
}

/** The environment is gathered only where a hook of init's asks for it. */
function lateData(seccomp: Uint8Array | undefined): LateData {
  return {
    seccomp,
    get callerEnv() {
      return callerEnvironment();
    },
  };
}
