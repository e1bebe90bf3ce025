/** A checkpoint's side of the conversation with criu. */
import type { Addon } from "../../native/addon.ts";
import type { CriuDirectories, CriuOptions } from "../../plan/checkpoint/criu.ts";
import { DUMP_LOG } from "../../plan/checkpoint/options.ts";
import { goOn, hear, say } from "./conversation.ts";
import { openDirectories } from "./directories.ts";
import { criuFailure } from "./failure.ts";
import { REQUEST } from "./messages.ts";
import { endCriu, startCriu } from "./program.ts";

export interface Dump {
  readonly criu: string;
  readonly pid: number;
  readonly preDump: boolean;
  readonly directories: CriuDirectories;
  readonly options: CriuOptions;
  /** Called when a daemon can fetch lazy pages. */
  readonly onReady: () => void;
}

/** Throws CRIU_FAILED; the container runs on then. */
export function dump(addon: Addon, asked: Dump): void {
  const { directories, options, pid } = asked;
  const open = openDirectories(directories);
  try {
    const conversation = startCriu(addon, asked.criu);
    try {
      const type = asked.preDump ? REQUEST.PRE_DUMP : REQUEST.DUMP;
      say(conversation, { type, opts: { ...options, ...open.numbers, pid } });
      for (;;) {
        const word = hear(conversation);
        if (word === "ended")
          throw criuFailure({ action: "checkpoint", directories, log: DUMP_LOG, answer: undefined });
        if ("answer" in word) {
          if (word.answer.success) return;
          throw criuFailure({ action: "checkpoint", directories, log: DUMP_LOG, answer: word.answer });
        }
        if (word.moment.script === "status-ready") asked.onReady();
        goOn(conversation);
      }
    } finally {
      // after a pre-dump it waits for another one, until the connection is closed
      endCriu(conversation);
    }
  } finally {
    open.close();
  }
}
