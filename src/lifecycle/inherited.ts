/** What create and exec take over from their caller: descriptors, and a terminal or none. */
import { RuntimeError } from "../common/errors.ts";
import type { ResolvedProcess } from "../config/resolved.ts";
import { caller } from "../host/caller.ts";
import type { Addon } from "../native/addon.ts";
import type { ProcessRequest } from "../plan/facts.ts";

const FIRST_FD = 3;

export function terminalSize(addon: Addon): ProcessRequest["terminalSize"] {
  return [0, 1, 2].map((fd) => addon.windowSize(fd)).find((size) => size !== undefined);
}

export function checkKeptFds(addon: Addon, keepFds: number): void {
  const counted = caller().keptFds;
  for (let fd = FIRST_FD; fd < FIRST_FD + keepFds; fd += 1) {
    const open = counted === undefined ? addon.isInherited(fd) : fd < FIRST_FD + counted;
    if (open) continue;
    throw new RuntimeError("USAGE", `file descriptor ${fd} is to be kept for the container, but it is not open`, {
      errno: "EBADF",
      hint: "--preserve-fds N and LISTEN_FDS=N want N descriptors from 3 on",
    });
  }
}

interface Console {
  readonly detached: boolean;
  readonly consoleSocket?: string | undefined;
  /** Where a terminal was asked for. */
  readonly from: string;
}

/** A terminal needs somebody who holds the other end. */
export function checkConsole(process: ResolvedProcess | undefined, { detached, consoleSocket, from }: Console): void {
  const terminal = process?.terminal === true;
  if (terminal && detached && consoleSocket === undefined) {
    throw new RuntimeError("USAGE", "cannot allocate tty if the runtime will detach without setting console socket", {
      from,
      hint: "give --console-socket, or ask for no terminal",
    });
  }
  if ((!terminal || !detached) && consoleSocket !== undefined) {
    throw new RuntimeError("USAGE", "cannot use console socket if the runtime will not detach or allocate tty", {
      from,
      hint: "--console-socket goes with a terminal and --detach",
    });
  }
}
