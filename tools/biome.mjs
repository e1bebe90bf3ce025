/** Runs biome with the arguments given: `node tools/biome.mjs check`. */
import { runStatus, runTool } from "./command.mjs";
import { biomePath } from "./platform.mjs";

runTool(() => {
  process.exitCode = runStatus(biomePath(), process.argv.slice(2)) === 0 ? 0 : 1;
});
