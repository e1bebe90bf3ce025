/** The one line that a test run ends with. */

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

export function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** Runs them one after the other, whichever fail. */
export async function sumOf(suites) {
  let sum = { passed: 0, failed: 0, skipped: 0 };
  for (const suite of suites) sum = add(sum, await suite());
  return sum;
}

export function line({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** The counts of the last such line in a text; undefined where there is none. */
export function lastLine(text) {
  const all = [...text.matchAll(/^(\d+) passed, (\d+) failed, (\d+) skipped$/gm)];
  const last = all.at(-1);
  return last && { passed: Number(last[1]), failed: Number(last[2]), skipped: Number(last[3]) };
}
