/** What `npm run demo` and `npm test` do first: packages, node modules, build. Plain Node, so that it runs on nothing. */
import { CommandFailed, run } from "./command.mjs";
import { installPackages } from "./setup/install.mjs";
import { installModules } from "./setup/modules.mjs";

const OLDEST_NODE = 20;

/** `command`: "build", "demo" or "test". Throws CommandFailed, which says all that is missing. */
export function setUp(command) {
  if (process.platform !== "linux") throw new CommandFailed("containers need Linux");
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    throw new CommandFailed(`Node ${OLDEST_NODE} or newer is needed; this is ${process.version}`);
  }
  installPackages(command);
  installModules();
  run(process.execPath, ["tools/build.mjs"]);
}
