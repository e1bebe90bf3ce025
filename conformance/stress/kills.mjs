/**
 * Runtimes killed during create: at moments spread evenly from its begin to a little after its end; and again at moments
 * from its state directory on, since much of the first falls into the start of a process that has done nothing yet.
 */

import { join } from "node:path";
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

/** Never reached: in µs. */
const NEVER = 60_000_000;

/** Median times of a create in µs: to its end, and from its state directory to its end. */
async function medianCreate(place) {
  const wholes = [];
  const rests = [];
  for (let i = 0; i < MEDIAN_OF; i++) {
    const id = `median-${i}`;
    const { wall, seen, broken } = strikeOnce(place, { id, delay: NEVER, afterDirectory: true });
    if (broken !== undefined) throw new Error(broken);
    wholes.push(wall);
    rests.push(wall - seen);
    await place.runtime.must(place.runtime.command("delete", "--force", id));
  }
  return { whole: median(wholes), rest: median(rests) };
}

/** A create that is killed `delay` µs after its start, or after its state directory was made. `broken` says how it failed by itself. */
function strikeOnce({ runtime, bundles, programs }, { id, delay, afterDirectory }) {
  const log = runtime.log();
  const create = separated([runtime.create(bundles.sleeping, id)]);
  const path = afterDirectory ? join(runtime.root, id) : "";
  const result = ask(programs.striker, ["kill", log, String(delay), path, ...create]);
  const words = runtime.words(log);
  const broken =
    !result.killed && result.status !== 0 ? `create ended with ${result.status} by itself: ${words}` : undefined;
  return { ...result, broken };
}

function phaseOf({ killed, orphans, exists, state }) {
  if (!killed || state?.status === "created") return "created";
  if (orphans) return "spawned";
  return exists ? "creating" : "before";
}

/** One create that is killed, and what `state` and `delete --force` then make of it. */
async function strike(place, { id, ...aim }) {
  const { runtime } = place;
  const { killed, orphans, broken } = strikeOnce(place, { id, ...aim });
  const failures = broken === undefined ? [] : [broken];
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

/** Kills that met a create at work: its state directory was there, and it had not said `created`. */
function inMidCreate(results) {
  return results.filter(({ phase }) => phase === "creating" || phase === "spawned").length;
}

function figuresOf(title, results) {
  const percent = (count) => `${Math.round((100 * count) / results.length)} %`;
  const lines = Object.entries(PHASES).map(([phase, name]) => {
    const count = results.filter((result) => result.phase === phase).length;
    return `    ${String(count).padStart(4)}  ${percent(count).padStart(5)}  ${name}`;
  });
  const during = inMidCreate(results);
  const existing = results.filter(({ exists }) => exists);
  const late = results.filter((result) => result.late > 0);
  const latest = Math.max(0, ...late.map((result) => result.late));
  return [
    `  ${results.length} creates killed ${title}`,
    ...lines,
    `    between the state directory and created: ${during}, ${percent(during)}`,
    `    named by state: ${existing.filter(({ named }) => named).length} of ${existing.length} that had a state directory`,
    `    something left after delete --force: ${results.filter(({ left }) => left > 0).length}`,
    `    gone only after delete had returned: ${late.length}, the latest after ${latest.toFixed(0)} ms`,
  ];
}

/** `count` strikes spread evenly over `span` µs. */
async function volley(place, { name, count, span, afterDirectory }) {
  const results = [];
  for (const number of scattered(count)) {
    const delay = Math.round(((number + 0.5) / count) * span);
    const before = snapshot(place.watched);
    const result = await strike(place, { id: `${name}-${number}`, delay, afterDirectory });
    const { left, late } = await leftovers(place.watched, before);
    if (left.length > 0) result.failures.push(`left: ${describe(left)}`);
    await scrub(left);
    const when = `${name}, killed after ${(delay / 1000).toFixed(2)} ms, ${PHASES[result.phase]}`;
    results.push({ ...result, late, left: left.length, failures: result.failures.map((words) => `${when}: ${words}`) });
  }
  return results;
}

/** A volley that mostly meets creates which have not begun, or are over, says little. */
const LEAST_IN_MID_CREATE = 0.5;

/**
 * Two volleys: from the start of the process, much of which is no create yet; and from the moment that the id is
 * claimed. Of the second at least half must strike in mid-create. Returns `{ figures, failures }`: lines, and sentences.
 */
export async function kills({ count, ...place }) {
  const { whole, rest } = await medianCreate(place);
  const ms = (microseconds) => `${(microseconds / 1000).toFixed(1)} ms`;
  const spread = await volley(place, { name: "spread", count, span: BEYOND * whole, afterDirectory: false });
  const aimed = await volley(place, { name: "aimed", count, span: BEYOND * rest, afterDirectory: true });
  const failures = [...spread, ...aimed].flatMap((result) => result.failures);
  if (inMidCreate(aimed) < LEAST_IN_MID_CREATE * count)
    failures.push("less than half of the kills struck in mid-create");
  const figures = [
    `median create ${ms(whole)}, of which ${ms(rest)} with a state directory`,
    ...figuresOf(`at moments spread evenly over ${ms(BEYOND * whole)} from the start`, spread),
    ...figuresOf(`at moments spread evenly over ${ms(BEYOND * rest)} from the state directory on`, aimed),
  ];
  return { figures: figures.join("\n"), failures };
}
