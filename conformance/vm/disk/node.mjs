// Node inside is the one that runs this.
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "./run.mjs";

/** Copies Node to /usr/local/bin, and those of its libraries that the packages did not bring. */
export function addNode(root) {
  copyFileSync(process.execPath, join(root, "usr/local/bin/node"));
  const libraries = [...run("ldd", [process.execPath]).matchAll(/(\/\S+) \(0x/g)].map(([, path]) => path);
  for (const library of libraries.filter((path) => !existsSync(join(root, path)))) {
    mkdirSync(join(root, dirname(library)), { recursive: true });
    copyFileSync(library, join(root, library));
  }
}
