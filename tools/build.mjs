/**
 * `npm run build`: from the sources to dist/, which works from wherever it is moved to.
 *
 *   dist/bin/caisson              the launcher, which callers run
 *   dist/lib/caisson/engine       the TypeScript, compiled with Bun
 *   dist/lib/caisson/caisson.node the addon
 *   dist/lib/caisson/init         the launcher's file again, as init and monitor
 *   dist/lib/caisson/index.js     the library, with its types beside it
 *   dist/package.json             for Node: dist/ can be installed as a package
 */

import { runTool } from "./command.mjs";
import { buildEngine } from "./compile/engine.mjs";
import { generate } from "./compile/generate.mjs";
import { install } from "./compile/install.mjs";
import { buildLibrary } from "./compile/library.mjs";
import { buildNative } from "./compile/native.mjs";

runTool(() => {
  generate();
  buildNative();
  buildEngine();
  buildLibrary();
  install();
});
