/** Paths of the programs that stand beside the running engine; never found through cwd, PATH or the environment. */
import { existsSync, readlinkSync } from "node:fs";
import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** Engines that run the sources; any other executable is our own, with the engine inside. */
const INTERPRETERS = ["node", "bun"];

/** Where a checkout has what it built, seen from this file. */
const BUILT = ["../../dist/lib/caisson", "../../build/Release"].map((place) =>
  fileURLToPath(new URL(place, import.meta.url)),
);

/** The directory that holds engine, addon and init; in a checkout, under Node or Bun, where the build left them. */
export function programDirectory(): string {
  const executable = readlinkSync("/proc/self/exe");
  if (!INTERPRETERS.includes(basename(executable))) return dirname(executable);
  return BUILT.find((dir) => existsSync(`${dir}/caisson.node`)) ?? BUILT[0] ?? "/";
}

/** The static executable that is launcher, init and monitor. */
export function initProgram(): string {
  return `${programDirectory()}/init`;
}

export function engineProgram(): string {
  return `${programDirectory()}/engine`;
}
