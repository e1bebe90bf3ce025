/**
 * `npm test`: sets up, then lint, types, import rules, unit tests, and the conformance checks that this machine can
 * run. Goes on where something fails, and ends with one line: `N passed, N failed, N skipped`.
 */
import { leaveChroot } from "./chroot.mjs";
import { runTool } from "./command.mjs";
import { setUp } from "./setup.mjs";
import { runChecks } from "./test/checks.mjs";
import { line, sumOf } from "./test/counts.mjs";
import { runConformance, runStress, runUnitTests } from "./test/suites.mjs";

runTool(async () => {
  leaveChroot();
  setUp("test");
  const counts = await sumOf([runChecks, runUnitTests, runConformance, runStress]);
  console.log(line(counts));
  process.exitCode = counts.failed === 0 ? 0 : 1;
});
