/** The checks that look at the sources. Each counts as one test. */
import { runStatus } from "../command.mjs";
import { cppSources } from "../cpp-sources.mjs";
import { biomePath } from "../platform.mjs";

const BIN = "node_modules/.bin";

const CHECKS = [
  { name: "lint", run: () => runStatus(biomePath(), ["check", "--max-diagnostics=50"]) },
  { name: "types", run: () => runStatus(`${BIN}/tsc`, ["--noEmit"]) },
  {
    name: "import rules",
    run: () => runStatus(`${BIN}/depcruise`, ["--config", ".dependency-cruiser.cjs", "--output-type", "err", "src"]),
  },
  { name: "file lengths", run: () => runStatus(process.execPath, ["tools/check/lengths.mjs"]) },
  { name: "C++ format", run: () => runStatus("clang-format", ["--dry-run", "-Werror", ...cppSources()]) },
];

/** Run all of them, whichever fail. */
export function runChecks() {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, run } of CHECKS) {
    const passed = run() === 0;
    counts[passed ? "passed" : "failed"] += 1;
    console.log(`${passed ? "ok    " : "FAILED"} ${name}`);
  }
  return counts;
}
