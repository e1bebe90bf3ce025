/** `npm run format`: every source file as biome and clang-format have it. */

import { run, runTool } from "./command.mjs";
import { cppSources } from "./cpp-sources.mjs";
import { biomePath } from "./platform.mjs";

runTool(() => {
  run(biomePath(), ["check", "--write"]);
  run("clang-format", ["-i", ...cppSources()]);
});
