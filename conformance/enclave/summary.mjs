// What the whole run comes to.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

function notes(work) {
  const file = join(work, "notes.jsonl");
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

function printNotes(all) {
  const of = (kind) => all.filter((note) => note.kind === kind);
  for (const note of of("skipped")) console.log(`skipped: ${note.id}: ${note.reason}`);
  for (const note of of("unplanned skip"))
    console.log(`skipped, though docs/fields.md counts on it here: ${note.id}: ${note.reason}`);
  for (const note of of("unplanned run"))
    console.log(`ran, though by skips.ts it cannot here: ${note.id}: ${note.reason}`);
  const expected = of("expected failure");
  if (expected.length > 0) {
    const classes = [...new Set(expected.map((note) => note.class))];
    const counts = classes.map((name) => `${expected.filter((note) => note.class === name).length} ${name}`);
    console.log(
      `failed as this peer is expected to, and counted as skipped: ${expected.length} (${counts.join(", ")})`,
    );
  }
  for (const note of of("unexpected pass"))
    console.log(`passed, though peers.ts lists it as ${note.class}: ${note.id}`);
}

/** Prints the last line; returns the exit status of the run. */
export function printSummary(work, status) {
  printNotes(notes(work));
  const file = join(work, "result.json");
  if (!existsSync(file)) {
    console.log("0 passed, 1 failed, 0 skipped");
    return 1;
  }
  const result = JSON.parse(readFileSync(file, "utf8"));
  const skipped = result.numPendingTests + result.numTodoTests;
  // a file that could not be loaded has no checks that failed, and checks that a crash kept from running are not passed
  const broken = result.testResults.filter((suite) => suite.status === "failed" && suite.assertionResults.length === 0);
  const lost = result.numTotalTests - result.numPassedTests - result.numFailedTests - skipped;
  const failed = Math.max(result.numFailedTests + broken.length + Math.max(lost, 0), status === 0 ? 0 : 1);
  console.log(`${result.numPassedTests} passed, ${failed} failed, ${skipped} skipped`);
  return failed > 0 ? 1 : 0;
}
