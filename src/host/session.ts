/**
 * What the host executor carries from step to step while one plan runs: the typed slots that barriers fill.
 */
import type { Addon } from "../native/addon.ts";
import type { Step } from "../plan/steps.ts";
import type { StateRecord } from "../state/record.ts";
import type { Restorer } from "./criu/restorer.ts";
import type { NetMoves } from "./net-namespace.ts";

export interface Init {
  readonly pid: number;
  readonly pidfd: number;
}

export interface Session {
  readonly addon: Addon;
  readonly root: string;
  /** The plan, or for start what comes from the gate on. */
  readonly steps: readonly Step[];
  /** Index in the plan of the first of `steps`. */
  readonly firstStep: number;
  readonly warn: (message: string, from?: string) => void;
  /** Undefined unless somebody listens. */
  readonly note: ((message: string, from?: string) => void) | undefined;
  /** The init steps in wire form. */
  readonly encode: (seccomp: Uint8Array | undefined) => Uint8Array;
  /** Change the record and write it. What exec starts is not on record, and it changes nothing. */
  readonly save: (change: Partial<StateRecord>) => void;
  /** Change the record, to be written when next there is something to save. */
  readonly remember: (change: Partial<StateRecord>) => void;
  /** Remove the state directory; the container is gone after it. */
  readonly removeState: () => void;
  /** The record as last written. */
  readonly record: () => StateRecord;
  /** Filled by init.spawn, replaced when init forks. */
  init: Init | undefined;
  /** Our end of the socket pair; after the gate, the connection to it. -1 while there is none. */
  channel: number;
  gate: number;
  /** exec: a pidfd of the container's init, whose namespaces are entered. */
  target: number;
  consoleMaster: number;
  /** What guards the container while this runs; -1 where nothing does. */
  lock: number;
  /** NOTIFY_SOCKET of the caller. */
  readonly notifySocket: string | undefined;
  /** Both sockets of sd_notify, from when the container may speak to when all is said. */
  readiness: { readonly socket: number; readonly manager: number } | undefined;
  /** The pid file that this create has written. */
  pidFile: string | undefined;
  seccomp: Uint8Array | undefined;
  /** What the filter's notifications are read from, from when init loaded it to when the agent has it. */
  listener: number;
  /** cgroups that the host would not let us make (ifDenied: skip). */
  readonly deniedCgroups: Set<string>;
  /** What a restore has beside: the conversation with criu. */
  criu: Restorer | undefined;
  /** Network devices that were moved, and can be moved back. */
  netMoves: NetMoves | undefined;
  /** True once a hook was run: then a failed create runs the poststop hooks too. */
  hooksRan: boolean;
}

export function initOf(session: Session): Init {
  if (session.init === undefined) throw new Error("a step needs init before init.spawn");
  return session.init;
}

/** Restore alone brings one: what it needs is loaded with it. */
export function restorerOf(session: Session): Restorer {
  if (session.criu === undefined) throw new Error("a step of restore in another plan");
  return session.criu;
}
