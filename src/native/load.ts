/** Loads the addon, by an absolute path that neither cwd nor the environment can change. */
import { readlinkSync } from "node:fs";
import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Addon } from "./addon.ts";

/** Engines that run the sources; any other executable is our own, with the engine inside. */
const INTERPRETERS = ["node", "bun"];

/** Where a checkout has it, seen from this file. */
const BUILT = ["../../build/Release/caisson.node", "../../dist/lib/caisson/caisson.node"];

/**
 * The addon beside the running executable, or where a checkout built it when the executable is Node or Bun itself.
 * Throws what dlopen said.
 */
export function loadAddon(): Addon {
  const executable = readlinkSync("/proc/self/exe");
  if (!INTERPRETERS.includes(basename(executable))) return open(`${dirname(executable)}/caisson.node`);
  let failure: unknown;
  for (const place of BUILT) {
    try {
      return open(fileURLToPath(new URL(place, import.meta.url)));
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
}

function open(path: string): Addon {
  const module: { exports: unknown } = { exports: {} };
  process.dlopen(module, path);
  return module.exports as Addon;
}
