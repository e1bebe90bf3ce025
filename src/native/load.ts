/** Loads the addon, by an absolute path that neither cwd nor the environment can change. */
import type { Addon } from "./addon.ts";
import { ADDON, programDirectory } from "./programs.ts";

/** `directory` is absolute and holds caisson.node. Throws what dlopen said. */
export function loadAddon(directory: string = programDirectory()): Addon {
  const module: { exports: unknown } = { exports: {} };
  process.dlopen(module, `${directory}/${ADDON}`);
  return module.exports as Addon;
}
