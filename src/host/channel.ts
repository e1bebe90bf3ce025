/** The host's end of the conversation with init; the packets are those of addon/shared/protocol.h. */
import type { Addon } from "../native/addon.ts";
import type { Init } from "./session.ts";

export type ReportType = "reached" | "forked" | "failed" | "executing";

export interface Report {
  readonly type: ReportType;
  /** Index of the step in the plan. */
  readonly step: number;
  /** errno, 0 for none. */
  readonly error: number;
  readonly pid: number;
  readonly syscall: string;
  readonly detail: string;
  readonly fds: readonly number[];
}

const TYPES: Readonly<Record<number, ReportType>> = {
  1: "reached",
  2: "forked",
  3: "failed",
  4: "executing",
};
const GO = 16;
const SIZE = 1072;
const SYSCALL = { start: 16, end: 48 };
const DETAIL = { start: 48, end: SIZE };

/** Let init go on; `pid` is init's own as the host sees it, for the state that hooks read. */
export function go(addon: Addon, channel: number, pid: number): void {
  const message = new Uint8Array(8);
  const view = new DataView(message.buffer);
  view.setUint32(0, GO, true);
  view.setInt32(4, pid, true);
  addon.send(channel, message);
}

/** The next report; `closed` where init closed the channel or died. */
export function nextReport(addon: Addon, channel: number, init: Init | undefined): Report | "closed" {
  const received = addon.receive(channel, init?.pidfd ?? -1, -1);
  if (received === undefined || received.data.length === 0) return "closed";
  return decode(received.data, received.fds);
}

function decode(data: Uint8Array, fds: readonly number[]): Report {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const type = data.length === SIZE ? TYPES[view.getUint32(0, true)] : undefined;
  if (type === undefined) throw new Error(`init sent a packet of ${data.length} bytes that is no report`);
  return {
    type,
    step: view.getUint32(4, true),
    error: view.getInt32(8, true),
    pid: view.getInt32(12, true),
    syscall: text(data.subarray(SYSCALL.start, SYSCALL.end)),
    detail: text(data.subarray(DETAIL.start, DETAIL.end)),
    fds,
  };
}

function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}
