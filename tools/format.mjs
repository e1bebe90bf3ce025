/** `npm run format`: every source file as biome and clang-format have it. */

import { run, runTool } from "./command.mjs";
import { cppSources } from "./cpp-sources.mjs";

runTool(() => {
  run("node_modules/.bin/biome", ["check", "--write"]);
  run("clang-format", ["-i", ...cppSources()]);
});
