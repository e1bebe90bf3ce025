/** Runtimes killed during create, at moments spread evenly from its begin to a little after its end. */

import { ask, separated } from "../bench/native.mjs";
import { median } from "../bench/table.mjs";
import { describe, leftovers, scrub, snapshot } from "./snapshot.mjs";

const BEYOND = 1.2;
const MEDIAN_OF = 21;

/** Phases of a create in their order, as they can be told from outside. */
export const PHASES = {
  before: "before the state directory",
  creating: "before the spawn of init",
  spawned: "mid-create, after the spawn",
  created: "after created",
};

/** Median wall time of create in µs. */
async function medianCreate({ runtime, bundles, programs }) {
  const times = [];
  for (let i = 0; i < MEDIAN_OF; i++) {
    const id = `median-${i}`;
    const log = runtime.log();
    const { commands } = ask(programs.stopwatch, [log, ...separated([runtime.create(bundles.sleeping, id)])]);
    const words = runtime.words(log);
    if (commands[0].status !== 0) throw new Error(`create failed: ${words}`);
    times.push(commands[0].wall);
    await runtime.must(runtime.command("delete", "--force", id));
  }
  return median(times);
}

function phaseOf({ killed, orphans, exists, state }) {
  if (!killed || state?.status === "created") return "created";
  if (orphans) return "spawned";
  return exists ? "creating" : "before";
}

/** One create, killed after `delay` µs, and what `state` and `delete --force` then make of it. */
async function strike({ runtime, bundles, programs }, id, delay) {
  const log = runtime.log();
  const create = runtime.create(bundles.sleeping, id);
  const { status, killed, orphans } = ask(programs.striker, ["kill", log, String(delay), ...separated([create])]);
  const words = runtime.words(log);
  const failures = [];
  if (!killed && status !== 0) failures.push(`create ended with ${status} by itself: ${words}`);
  const exists = runtime.exists(id);
  const state = runtime.state(id);
  if (exists && state === undefined) failures.push("state does not name what is there");
  const deleted = await runtime.call(runtime.command("delete", "--force", id));
  if (deleted.status !== 0) failures.push(`delete --force ended with ${deleted.status}: ${deleted.words}`);
  return { phase: phaseOf({ killed, orphans, exists, state }), named: exists && state !== undefined, exists, failures };
}

/** Numbers below `count` in an order without drift: 77 steps each, or the next number that shares no factor. */
function* scattered(count) {
  const gcd = (a, b) => (b === 0 ? a : gcd(b, a % b));
  let step = 77;
  while (gcd(count, step) !== 1) step++;
  for (let i = 0; i < count; i++) yield (i * step) % count;
}

function figuresOf(results, create) {
  const percent = (count) => `${Math.round((100 * count) / results.length)} %`;
  const lines = Object.entries(PHASES).map(([phase, title]) => {
    const count = results.filter((result) => result.phase === phase).length;
    return `    ${String(count).padStart(4)}  ${percent(count).padStart(5)}  ${title}`;
  });
  const during = results.filter(({ phase }) => phase === "creating" || phase === "spawned").length;
  const existing = results.filter(({ exists }) => exists);
  const late = results.filter(({ late }) => late > 0);
  const latest = Math.max(0, ...late.map((result) => result.late));
  return [
    `${results.length} creates killed over 0 to ${((BEYOND * create) / 1000).toFixed(1)} ms (median ${(create / 1000).toFixed(1)} ms)`,
    ...lines,
    `    between the state directory and created: ${during}, ${percent(during)}`,
    `    named by state: ${existing.filter(({ named }) => named).length} of ${existing.length} that had a state directory`,
    `    something left after delete --force: ${results.filter(({ left }) => left > 0).length}`,
    `    gone only after delete had returned: ${late.length}, the latest after ${latest.toFixed(0)} ms`,
  ].join("\n");
}

/** Returns `{ figures, failures }`: lines, and sentences. */
export async function kills({ count, watched, ...place }) {
  const create = await medianCreate(place);
  const results = [];
  const failures = [];
  for (const number of scattered(count)) {
    const delay = Math.round(((number + 0.5) / count) * BEYOND * create);
    const before = snapshot(watched);
    const result = await strike(place, `kill-${number}`, delay);
    const { left, late } = await leftovers(watched, before);
    if (left.length > 0) result.failures.push(`left: ${describe(left)}`);
    await scrub(left);
    results.push({ ...result, late, left: left.length });
    failures.push(
      ...result.failures.map(
        (words) => `killed after ${(delay / 1000).toFixed(2)} ms, ${PHASES[result.phase]}: ${words}`,
      ),
    );
  }
  return { figures: figuresOf(results, create), failures };
}
