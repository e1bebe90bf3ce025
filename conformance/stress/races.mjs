/** Creates of one id at once: one wins, and the others do it no harm. */
import { ask, separated } from "../bench/native.mjs";
import { describe, leftovers, scrub, snapshot } from "./snapshot.mjs";

const AT_ONCE = 12;

/** Sentences on what was wrong with one race. */
async function race({ runtime, bundles, programs }, id) {
  const failures = [];
  const log = runtime.log();
  const create = runtime.create(bundles.sleeping, id);
  const { statuses } = ask(programs.striker, ["race", log, String(AT_ONCE), "", ...separated([create])]);
  const words = statuses.map((_, index) => runtime.words(`${log}.${index}`));
  const winners = statuses.filter((status) => status === 0).length;
  if (winners !== 1) failures.push(`${winners} winners`);
  const silent = statuses.findIndex((status, index) => status !== 0 && words[index] === "");
  if (silent >= 0) failures.push(`a loser ended with ${statuses[silent]} and said nothing`);
  const state = runtime.state(id)?.status;
  if (winners > 0 && state !== "created") failures.push(`the winner is ${state}, not created`);
  const started = await runtime.call(runtime.command("start", id));
  if (winners > 0 && started.status !== 0) failures.push(`the winner does not start: ${started.words}`);
  const deleted = await runtime.call(runtime.command("delete", "--force", id));
  if (deleted.status !== 0) failures.push(`delete --force ended with ${deleted.status}: ${deleted.words}`);
  return { failures, losers: words.filter((_, index) => statuses[index] !== 0) };
}

/** What losers said, the most frequent first. */
function sayings(losers, id) {
  const counts = new Map();
  for (const words of losers) {
    const line = words
      .split("\n")
      .at(-1)
      .replace(/time="[^"]*" /, "")
      .replaceAll(id, "ID");
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([line, count]) => `    ${String(count).padStart(4)}  ${line}`);
}

/** Returns `{ figures, failures }`: lines, and sentences. */
export async function races({ count, watched, ...place }) {
  const failures = [];
  const losers = [];
  const id = "race";
  for (let number = 0; number < count; number++) {
    const before = snapshot(watched);
    const result = await race(place, id);
    const { left } = await leftovers(watched, before);
    if (left.length > 0) result.failures.push(`left: ${describe(left)}`);
    await scrub(left);
    losers.push(...result.losers);
    failures.push(...result.failures.map((words) => `race ${number}: ${words}`));
  }
  return {
    figures: [`${count} × ${AT_ONCE} creates of one id at once; the losers said:`, ...sayings(losers, id)].join("\n"),
    failures,
  };
}
