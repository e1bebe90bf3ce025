/** What the outcomes of one step with two runtimes come to. */

/** @typedef {{ ok: true, seen: unknown, note?: string } | { ok: false, why: string } | { skipped: string }} Outcome */

/**
 * "passed" where it does with ours; "as runc" where it does not with either, and the table quotes both; "skipped" where
 * it could not be tried; "FAILED" otherwise.
 *
 * @param {{ peer: Outcome, ours: Outcome }} outcomes
 */
export function verdict({ peer, ours }) {
  if (ours.skipped !== undefined) return "skipped";
  if (ours.ok) return "passed";
  return peer.ok === false ? "as runc" : "FAILED";
}

/** @param {readonly string[]} verdicts */
export function countsOf(verdicts) {
  const count = (...wanted) => verdicts.filter((each) => wanted.includes(each)).length;
  return { passed: count("passed"), failed: count("FAILED"), skipped: count("as runc", "skipped") };
}
