import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { HostStep, SeccompProfile } from "../../plan/steps.ts";
import type { Session } from "../session.ts";

/** `@` is illegal in ids, so this is no container's directory. */
const CACHE = "@seccomp";
/** Counts up whenever the addon compiles the same profile to other instructions. */
const FORMAT = 2;

/**
 * The profile as BPF, from the cache where this profile was compiled before by the same libseccomp on the same
 * machine type. The cache lies under --root, which only its owner can write.
 */
export function compileSeccomp(step: Extract<HostStep, { op: "seccomp.compile" }>, session: Session): void {
  const { addon } = session;
  const dir = `${session.root}/${CACHE}`;
  // exec: without the profile's digest, which costs more than all the rest
  if (step.cached !== undefined) session.seccomp = readCached(`${dir}/${step.cached}`);
  if (session.seccomp !== undefined) return;
  const profile = toJson(step.profile);
  const digest = sha256(`${FORMAT} ${process.arch} ${addon.libseccompVersion()} ${profile}`);
  session.remember({ filter: digest });
  session.seccomp = readCached(`${dir}/${digest}`);
  if (session.seccomp !== undefined) return;
  const { program } = addon.compileSeccomp(profile);
  session.seccomp = program;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const fresh = `${dir}/${digest}.${process.pid}`;
  writeFileSync(fresh, program, { mode: 0o600 });
  renameSync(fresh, `${dir}/${digest}`);
}

/** An import would load node:crypto into every start: 3 ms for a container that may have no profile. */
function sha256(text: string): string {
  return process.getBuiltinModule("node:crypto").createHash("sha256").update(text).digest("hex");
}

/** One sock_filter (linux/filter.h) is 8 bytes; a file that is not whole is no program. */
function readCached(file: string): Uint8Array | undefined {
  try {
    const program = readFileSync(file);
    return program.length > 0 && program.length % 8 === 0 ? program : undefined;
  } catch {
    return undefined;
  }
}

/** 64-bit values go as decimal text, which no reader rounds. */
function toJson(profile: SeccompProfile): string {
  return JSON.stringify(profile, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
}
