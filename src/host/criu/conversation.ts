/**
 * Talking to `criu swrk`: one packet is one message of its RPC, over a socket that it got with its start. On the way to
 * the answer it tells of moments ("scripts" of criu(8), --action-script), and waits at each until it is told to go on.
 */
import type { Addon } from "../../native/addon.ts";
import type { Init } from "../session.ts";
import { type CriuAnswer, type CriuRequest, decodeAnswer, encodeRequest, REQUEST } from "./messages.ts";

export interface Conversation {
  readonly addon: Addon;
  readonly socket: number;
  readonly criu: Init;
}

/** A moment: what CRIU calls it, and what came with it. */
export interface Moment {
  readonly script: string;
  /** Of the container's first process, where it has one. */
  readonly pid: number;
  readonly fds: readonly number[];
}

/** `ended`: criu closed the connection or died. */
export type Word = { readonly moment: Moment } | { readonly answer: CriuAnswer } | "ended";

export function say({ addon, socket }: Conversation, request: CriuRequest): void {
  addon.send(socket, encodeRequest(request));
}

/** What the last moment waits for. */
export function goOn(conversation: Conversation): void {
  say(conversation, { type: REQUEST.NOTIFY, notifySuccess: true });
}

export function hear({ addon, socket, criu }: Conversation): Word {
  const received = addon.receive(socket, criu.pidfd, -1);
  if (received === undefined || received.data.length === 0) return "ended";
  const answer = decodeAnswer(received.data);
  if (answer.type !== REQUEST.NOTIFY || !answer.success) return { answer };
  const { script = "", pid = 0 } = answer.notify ?? {};
  return { moment: { script, pid, fds: received.fds } };
}
