/** Ids on the command line: numbers, since names are the container's to know. */
import { UsageError } from "./usage-error.ts";

/** 2^32-1 says "unchanged" to setresuid(2). */
const HIGHEST = 4_294_967_294;

export interface User {
  readonly uid: number;
  readonly gid: number | undefined;
}

/** `UID` or `UID:GID`. Every other spelling is refused: one that was misread has run as root (CVE-2026-30892). */
export function parseUser(text: string): User {
  const [uid = "", gid, more] = text.split(":");
  if (more !== undefined) throw wrong("--user", text, "UID or UID:GID");
  return { uid: parseId(uid, "--user", text), gid: gid === undefined ? undefined : parseId(gid, "--user", text) };
}

export function parseGroup(text: string): number {
  return parseId(text, "--additional-gids", text);
}

function parseId(digits: string, flag: string, text: string): number {
  const id = /^\d{1,10}$/.test(digits) ? Number(digits) : Number.NaN;
  if (id <= HIGHEST) return id;
  throw wrong(flag, text, `numbers from 0 to ${HIGHEST}`);
}

function wrong(flag: string, text: string, allowed: string): UsageError {
  return new UsageError(`${flag} takes ${allowed}, not ${JSON.stringify(text)}`);
}
