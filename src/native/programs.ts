/** Paths of the programs that stand beside the running engine; never found through cwd, PATH or the environment. */
import { existsSync, readlinkSync } from "node:fs";
import { basename, dirname } from "node:path";

/** Engines that run the sources; any other executable is our own, with the engine inside. */
const INTERPRETERS = ["node", "bun"];

/** Where a checkout has what it built, seen from this file. */
const BUILT = ["../../dist/lib/caisson", "../../build/Release"];

/** The directory that holds engine, addon and init; in a checkout, under Node or Bun, where the build left them. */
export function programDirectory(): string {
  const executable = readlinkSync("/proc/self/exe");
  if (!INTERPRETERS.includes(basename(executable))) return dirname(executable);
  const places = BUILT.map((place) => decodeURIComponent(new URL(place, import.meta.url).pathname));
  return places.find((dir) => existsSync(`${dir}/caisson.node`)) ?? places[0] ?? "/";
}

/** The static executable that is launcher, init and monitor. */
export function initProgram(): string {
  return `${programDirectory()}/init`;
}

export function engineProgram(): string {
  return `${programDirectory()}/engine`;
}
