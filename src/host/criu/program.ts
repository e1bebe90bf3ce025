/** The program `criu`: where it is, how old it is, how it is started. */
import { closeSync, constants, openSync } from "node:fs";
import { RuntimeError } from "../../common/errors.ts";
import type { Addon } from "../../native/addon.ts";
import { isExecutable } from "../programs.ts";
import { type Conversation, hear, say } from "./conversation.ts";
import { type CriuAnswer, type CriuFeature, type CriuRequest, REQUEST } from "./messages.ts";

/** major * 10000 + minor * 100 + sublevel, as CRIU itself counts. */
export type CriuVersion = number;

/** External PID namespaces (3.15), the v2 freezer (3.14), the notification status-ready (3.15). */
const OLDEST: CriuVersion = 31_500;

/** Along the launcher's PATH, which no caller can change. Throws UNSUPPORTED_HOST where there is none. */
export function findCriu(): string {
  const found = (process.env.PATH ?? "")
    .split(":")
    .filter((dir) => dir.startsWith("/"))
    .map((dir) => `${dir}/criu`)
    .find(isExecutable);
  if (found !== undefined) return found;
  throw new RuntimeError("UNSUPPORTED_HOST", "criu: executable file not found in $PATH", {
    hint: "checkpoint and restore are CRIU's work: install the package criu",
  });
}

/** For criu and the programs that it calls: iptables-restore or nft, tar. */
export function criuEnvironment(): string[] {
  return [`PATH=${process.env.PATH ?? ""}`];
}

/** Start it with its end of a socket for descriptor 3. */
export function startCriu(addon: Addon, criu: string): Conversation {
  const exe = openSync(criu, constants.O_RDONLY);
  const [socket, theirs] = addon.socketPair();
  try {
    const args = [criu, "swrk", "3"];
    const env = criuEnvironment();
    return { addon, socket, criu: addon.spawn({ exe, args, env, keep: 0, fds: [theirs], cloneFlags: 0 }) };
  } catch (error) {
    addon.close(socket);
    throw error;
  } finally {
    closeSync(exe);
    addon.close(theirs);
  }
}

/** Close the connection, and wait for criu's end. */
export function endCriu({ addon, socket, criu }: Conversation): void {
  addon.close(socket);
  addon.reap(criu.pidfd, true);
  addon.close(criu.pidfd);
}

/** Throws UNSUPPORTED_HOST where criu is older than this runtime needs, or than `needs`. */
export function checkVersion(addon: Addon, criu: string, needs: readonly CriuNeed[]): void {
  const { version } = ask(addon, criu, { type: REQUEST.VERSION });
  const { major = 0, minor = 0, sublevel = 0 } = version ?? {};
  const number = major * 10_000 + minor * 100 + sublevel;
  for (const { what, since } of [{ what: "checkpoint and restore", since: OLDEST }, ...needs]) {
    if (number >= since) continue;
    throw new RuntimeError(
      "UNSUPPORTED_HOST",
      `${what} needs CRIU ${dotted(since)} or later, and ${criu} is ${dotted(number)}`,
      {
        hint: "install a newer package criu",
      },
    );
  }
}

export interface CriuNeed {
  readonly what: string;
  readonly since: CriuVersion;
}

/** `3.17.1`, `3.15`. */
function dotted(version: CriuVersion): string {
  const [major, minor, sublevel] = [version / 10_000, (version / 100) % 100, version % 100].map(Math.floor);
  return sublevel === 0 ? `${major}.${minor}` : `${major}.${minor}.${sublevel}`;
}

const FEATURE_WORDS: Readonly<Record<CriuFeature, string>> = {
  memTrack: "tracking of memory changes (soft-dirty pages), which --pre-dump and --parent-path need",
  lazyPages: "lazy pages (userfaultfd), which --lazy-pages needs",
};

/** Throws UNSUPPORTED_HOST where criu with this kernel lacks one. */
export function checkFeatures(addon: Addon, criu: string, wanted: readonly CriuFeature[]): void {
  for (const feature of wanted) {
    const { features } = ask(addon, criu, { type: REQUEST.FEATURE_CHECK, features: { [feature]: true } });
    if (features?.[feature] === true) continue;
    throw new RuntimeError("UNSUPPORTED_HOST", `criu has no ${FEATURE_WORDS[feature]}`, {
      hint: "the kernel may lack it: criu check --all shows what there is",
    });
  }
}

/** One question, one answer. */
function ask(addon: Addon, criu: string, request: CriuRequest): CriuAnswer {
  const conversation = startCriu(addon, criu);
  try {
    say(conversation, request);
    const word = hear(conversation);
    if (word !== "ended" && "answer" in word && word.answer.success) return word.answer;
  } finally {
    endCriu(conversation);
  }
  throw new RuntimeError("UNSUPPORTED_HOST", `${criu} does not say what it can do`, {
    hint: "does criu --version work? versions before 3.8 cannot be asked",
  });
}
