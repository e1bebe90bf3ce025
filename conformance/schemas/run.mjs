// npm run conformance -- schemas: our schemas and rules against the specification's own schemas, and what `features` prints
// against both.
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { specSchemas } from "../upstream/upstream.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const repository = resolve(here, "../..");

/** Takes the runtime's path; prints the last line of a run; returns its exit status. */
export function runSchemas(runtime) {
  const { value, cause } = specSchemas();
  if (value === undefined) {
    console.log(`skipped: schemas: the specification's schemas are not there: ${cause}`);
    console.log("0 passed, 0 failed, 1 skipped");
    return 0;
  }
  const report = join(repository, "build/schemas.json");
  rmSync(report, { force: true });
  const vitest = join(repository, "node_modules/vitest/vitest.mjs");
  const config = join(here, "vitest.config.ts");
  const done = spawnSync(process.execPath, [vitest, "run", "--config", config], {
    stdio: "inherit",
    env: { ...process.env, CONFORMANCE_SPEC: value, CONFORMANCE_RUNTIME: runtime },
  });
  const { numPassedTests, numTotalTests } = JSON.parse(readFileSync(report, "utf8"));
  const failed = numTotalTests - numPassedTests;
  console.log(`${numPassedTests} passed, ${done.status === 0 ? failed : Math.max(failed, 1)} failed, 0 skipped`);
  return done.status ?? 1;
}
