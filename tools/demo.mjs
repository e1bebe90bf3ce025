/** `npm run demo`: sets up, makes a bundle, prints its plan, and runs it. Leaves nothing but the build. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { leaveChroot } from "./chroot.mjs";
import { repository, run, runTool } from "./command.mjs";
import { makeBundle } from "./demo/bundle.mjs";
import { setUp } from "./setup.mjs";

runTool(() => {
  leaveChroot();
  setUp("demo");
  const caisson = `${repository}/dist/bin/caisson`;
  const directory = mkdtempSync(`${tmpdir()}/caisson-demo-`);
  try {
    makeBundle(caisson, directory);
    console.log(`\nthe plan (caisson plan)\n`);
    run(caisson, ["plan", "--id", "demo", directory]);
    console.log("\nthe run (caisson run), seen from inside");
    run(caisson, ["--root", `${directory}/state`, "run", "--bundle", directory, "demo"]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
