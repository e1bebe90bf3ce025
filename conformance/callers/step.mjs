/** One step with one runtime. */
import { inspect, isDeepStrictEqual } from "node:util";
import { describe, leftovers, scrub, snapshot } from "../stress/snapshot.mjs";

/**
 * `act(place)` does it and returns what matters of what it saw; `expected` is what that has to be, without it what the
 * peer's was. What it leaves as `place.note` is shown in the table. `lack` says why it cannot be tried here, where that
 * is so.
 *
 * @typedef {{ name: string, act: (place: any) => Promise<unknown>, expected?: unknown, lack?: () => string | undefined }} Step
 */

const SHOWN = 3;

/** Compiled filters, which ours keeps for the next container. */
const CACHE = /\/@seccomp(\/[0-9a-f]{64})?$/;

function shown(value) {
  return inspect(value, { depth: 5, breakLength: Number.POSITIVE_INFINITY, compact: true, sorted: true });
}

/** Only where they differ, as far as both are plain objects. */
function difference(expected, seen) {
  if (![expected, seen].every((value) => value?.constructor === Object))
    return `expected ${shown(expected)}, saw ${shown(seen)}`;
  const keys = [...new Set([...Object.keys(expected), ...Object.keys(seen)])];
  const wrong = keys.filter((key) => !isDeepStrictEqual(expected[key], seen[key]));
  return wrong.map((key) => `${key}: expected ${shown(expected[key])}, saw ${shown(seen[key])}`).join("; ");
}

/** @returns {Promise<import("./verdict.mjs").Outcome>} */
async function attempt({ step, place, peer }) {
  try {
    const seen = await step.act(place);
    const expected = step.expected ?? peer?.seen ?? seen;
    if (isDeepStrictEqual(seen, expected)) return { ok: true, seen, note: place.note };
    const complaint = place.complaint();
    return { ok: false, why: difference(expected, seen) + (complaint === undefined ? "" : `; ${complaint}`) };
  } catch (error) {
    return { ok: false, why: error.message };
  }
}

/**
 * Takes it, and then looks for what it left: `caller.tidy(place)` removes what the step made, as a user would, and what
 * is there after that and was not before is a failure too, apart from what `caller.keeps` matches. `peer` is the outcome
 * of the runtime that ours is compared with.
 *
 * @param {Step} step
 * @returns {Promise<import("./verdict.mjs").Outcome>}
 */
export async function take(step, { caller, runtime, peer }) {
  const skipped = step.lack?.();
  if (skipped !== undefined) return { skipped };
  const watched = { root: "/nonexistent", bundles: caller.stateOf(runtime), keeps: [CACHE, ...caller.keeps] };
  const place = caller.place(runtime);
  const before = snapshot(watched);
  const outcome = await attempt({ step, place, peer });
  const trouble = await caller.tidy(place).catch((error) => error.message);
  const { left } = await leftovers(watched, before);
  await scrub(left);
  if (!outcome.ok) return outcome;
  if (trouble !== undefined) return { ok: false, why: `to tidy up failed: ${trouble}` };
  if (left.length === 0) return outcome;
  const some = left.slice(0, SHOWN).map(({ kind, what }) => `${kind} ${what}`);
  return { ok: false, why: `left ${describe(left)}: ${some.join(", ")}` };
}
