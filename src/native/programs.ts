/** Paths of the programs that stand beside the running engine; never found through cwd, PATH or the environment. */
import { existsSync, readlinkSync } from "node:fs";
import { dirname, join } from "node:path";

export const ADDON = "caisson.node";

/** Seen from this file: the library's own directory, and where a checkout has what it built. */
const PLACES = [".", "../../dist/lib/caisson", "../../build/Release"];

/**
 * The directory that holds engine, addon and init: beside the executable, which is the engine; where that is another
 * program that has the library or the sources loaded, beside those.
 */
export function programDirectory(): string {
  const own = dirname(readlinkSync("/proc/self/exe"));
  if (existsSync(`${own}/${ADDON}`)) return own;
  const places = PLACES.map((place) => decodeURIComponent(new URL(place, import.meta.url).pathname).replace(/\/$/, ""));
  return places.find((dir) => existsSync(`${dir}/${ADDON}`)) ?? own;
}

/** The static executable that is launcher, init and monitor. */
export function initProgram(): string {
  return `${programDirectory()}/init`;
}

/** What callers run. */
export function launcherProgram(): string {
  return join(programDirectory(), "../../bin/caisson");
}

export function engineProgram(): string {
  return `${programDirectory()}/engine`;
}
