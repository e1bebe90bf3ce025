/** exec --process: a complete process of its own. */
import { readFileSync } from "node:fs";
import { RuntimeError } from "../common/errors.ts";
import { configError } from "../config/problem.ts";
import { read } from "../config/read.ts";
import { resolveProcess } from "../config/resolve/process.ts";
import type { Process } from "../config/spec.ts";
import { validateProcess } from "../config/validate-process.ts";
import { type Warn, warnOf } from "./config-warnings.ts";
import type { AskedProcess } from "./exec-process.ts";

/**
 * `base` is the process of config.json: what confines it, confines what is executed beside it too, unless the file says
 * otherwise. Throws CONFIG_READ or CONFIG_INVALID.
 */
export function processByFile(base: Process | undefined, file: string, warn: Warn): AskedProcess {
  const { process, problems, warnings } = validateProcess(read(readFile(file), file));
  warnOf(warnings, file, warn);
  if (process === undefined) throw configError(problems, file);
  const origins = Object.keys(process).map((key) => [`/process/${key}`, `process:/${key}`] as const);
  return { process: resolveProcess(completed(process, base)), origins };
}

/** A pipe will do. */
function readFile(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    const { code = "" } = cause as NodeJS.ErrnoException;
    const words = code === "ENOENT" ? "no such file or directory" : code;
    throw new RuntimeError("CONFIG_READ", `open ${file}: ${words}`, { syscall: "open", errno: code, cause });
  }
}

/** What confines the container's own process. runc takes all but AppArmor's profile and the limits from it, too. */
const SHARED = [
  "capabilities",
  "rlimits",
  "apparmorProfile",
  "selinuxLabel",
  "oomScoreAdj",
  "scheduler",
  "ioPriority",
  "execCPUAffinity",
] as const;

function completed(process: Process, base: Process | undefined): Process {
  if (base === undefined) return process;
  const result: Process = { ...process };
  for (const key of SHARED)
    if (isAbsent(process[key]) && base[key] !== undefined) Object.assign(result, { [key]: base[key] });
  const umask = process.user?.umask ?? base.user?.umask;
  if (umask !== undefined) result.user = { uid: 0, gid: 0, ...process.user, umask };
  return result;
}

/** An empty name or list is how Go programs write that there is none. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}
