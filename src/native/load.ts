/** Loads the addon, by an absolute path that neither cwd nor the environment can change. */
import type { Addon } from "./addon.ts";
import { programDirectory } from "./programs.ts";

/** Throws what dlopen said. */
export function loadAddon(): Addon {
  const module: { exports: unknown } = { exports: {} };
  process.dlopen(module, `${programDirectory()}/caisson.node`);
  return module.exports as Addon;
}
