/** Where runtimes are found. */
import { existsSync, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const OURS = fileURLToPath(new URL("../../dist/bin/caisson", import.meta.url));

/** Absolute path of a program by its name, or undefined. */
export function findOnPath(name) {
  const found = (process.env.PATH ?? "").split(delimiter).find((directory) => existsSync(join(directory, name)));
  return found === undefined ? undefined : realpathSync(join(found, name));
}

/** Absolute path of a runtime: `caisson` is ours in dist; another is a name on PATH, or a path. Throws a sentence. */
export function findRuntime(runtime) {
  const path = runtime === "caisson" ? OURS : runtime.includes("/") ? runtime : findOnPath(runtime);
  if (path !== undefined && existsSync(path)) return realpathSync(path);
  const hint = runtime === "caisson" ? ": run `npm run build` first" : "";
  throw new Error(`${path ?? runtime} does not exist${hint}`);
}
