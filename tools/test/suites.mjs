/** The unit tests and the conformance checks, as counts. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { repository, runStatus } from "../command.mjs";
import { lastLine, sumOf } from "./counts.mjs";

/** A suite that ended without saying what it found is one failure. */
const BROKEN = { passed: 0, failed: 1, skipped: 0 };

export function runUnitTests() {
  const report = `${repository}/build/unit-tests.json`;
  mkdirSync(`${repository}/build`, { recursive: true });
  rmSync(report, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const status = runStatus("node_modules/.bin/vitest", ["run", ...reporters]);
  if (!existsSync(report)) return BROKEN;
  const found = JSON.parse(readFileSync(report, "utf8"));
  const counts = {
    passed: found.numPassedTests,
    failed: found.numFailedTests,
    skipped: found.numPendingTests + found.numTodoTests,
  };
  // a file that cannot be loaded, or an error outside any test, fails the run without failing a test
  return status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** Creates and kills by the hundred, a few of each; what is left behind counts as a failure. */
export function runStress() {
  const status = runStatus(process.execPath, ["conformance/stress/run.mjs", "--quick"]);
  return status === 0 ? { passed: 1, failed: 0, skipped: 0 } : BROKEN;
}

/** What depends on the cgroup version; run once more for each version that a hybrid host can show alone. */
const BY_VERSION = ["cgroup", "devices", "lifecycle", "mounts", "namespaces"];

/** All suites with the hierarchies that this host has; on a hybrid host some again with those of one version alone. */
export async function runConformance() {
  const versions = isHybrid() ? ["v1", "v2"] : [];
  return await sumOf([
    () => conformance([]),
    () => conformance(["schemas"]),
    () => conformance(["runtime-tools"]),
    ...versions.map((CGROUPS) => () => conformance(BY_VERSION, { CGROUPS })),
  ]);
}

/** cgroups(7): the v2 hierarchy is `0::`, and any other line is one of v1. */
function isHybrid() {
  const lines = readFileSync("/proc/self/cgroup", "utf8").trim().split("\n");
  return lines.length > 1 && lines.some((line) => line.startsWith("0::"));
}

/** One run, printed while it goes. Its last line is held back: the whole run ends with one line only. */
async function conformance(suites, env = {}) {
  const child = spawn(process.execPath, ["conformance/run.mjs", ...suites], {
    cwd: repository,
    env: { ...process.env, ...env },
    stdio: ["inherit", "pipe", "inherit"],
  });
  const status = once(child, "close");
  let counts = BROKEN;
  for await (const text of createInterface({ input: child.stdout })) {
    const found = lastLine(text);
    if (found === undefined) console.log(text);
    else counts = found;
  }
  const [code] = await status;
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}
