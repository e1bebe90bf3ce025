/** From a bundle to a ResolvedSpec: read, validate, resolve; all problems of config.json in one error. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { RuntimeError } from "../common/errors.ts";
import { CONFIG_FILE, configError, type Problem, type Warning } from "../config/problem.ts";
import { read } from "../config/read.ts";
import { resolve } from "../config/resolve.ts";
import type { ResolvedSpec } from "../config/resolved.ts";
import type { Spec } from "../config/spec.ts";
import { validate } from "../config/validate.ts";
import { type Warn, warnOf } from "./config-warnings.ts";

export interface BundleReport {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Warning[];
}

export interface LoadedBundle {
  readonly config: Spec;
  readonly spec: ResolvedSpec;
}

/** Throws CONFIG_READ or CONFIG_INVALID; warnings go to `warn`. */
export function loadBundle(bundle: string, warn: Warn): LoadedBundle {
  const { spec: config, problems, warnings } = validate(readConfig(bundle));
  warnOf(warnings, CONFIG_FILE, warn);
  if (config === undefined) throw configError(problems);
  return { config, spec: resolve(config, { bundle }) };
}

/** What `caisson validate` prints. Throws only where config.json cannot be read. */
export function validateBundle(bundle: string): BundleReport {
  const { problems, warnings } = validate(readConfig(bundle));
  return { problems, warnings };
}

function readConfig(bundle: string): unknown {
  const file = `${bundle}/config.json`;
  let text: Uint8Array;
  try {
    text = readRegular(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const words = code === "ENOENT" ? "no such file or directory" : (code ?? (error as Error).message);
    throw new RuntimeError("CONFIG_READ", `open ${file}: ${words}`, {
      syscall: "open",
      ...(code === undefined ? {} : { errno: code }),
      hint: "a bundle is a directory with config.json and the root file system; caisson spec makes a config.json",
      cause: error,
    });
  }
  return read(text);
}

/** Not a FIFO, which would hold us up, and not a device, which may never end. */
function readRegular(file: string): Uint8Array {
  const fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    if (!fstatSync(fd).isFile()) throw new Error("not a regular file");
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}
