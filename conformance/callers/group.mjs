/** Steps that have a caller in common. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { take } from "./step.mjs";
import { header, printRow } from "./table.mjs";
import { verdict } from "./verdict.mjs";

/**
 * `open({ runtimes, … })` starts the caller: once for all runtimes, or once for each where `oneEach` is set, because the
 * caller is set up for one. What it returns has `place(runtime)`, what a step gets; `tidy(place)`; `stateOf(runtime)`,
 * directories in which that runtime keeps its state; `keeps`, what may stay after a step; `close()`. `nativeOnly`: not in
 * a virtual machine, where every step takes ten times as long.
 *
 * @typedef {{
 *   title: string, oneEach?: boolean, nativeOnly?: boolean, open: (setting: any) => Promise<any>,
 *   steps: readonly import("./step.mjs").Step[],
 * }} Group
 */

function print({ step, outcomes }, runtimes) {
  const [peer, ours] = outcomes;
  const found = verdict({ peer, ours });
  const columns = runtimes.map(({ name }, index) => ({ name, outcome: outcomes[index] }));
  process.stdout.write(printRow(step.name, columns, found));
  return found;
}

/** Runs it, prints its table, and returns the verdicts. `runtimes` are the peer and ours. */
export async function runGroup(group, { runtimes, work, ...setting }) {
  process.stdout.write(
    header(
      group.title,
      runtimes.map(({ name }) => name),
    ),
  );
  const rows = group.steps.map((step) => ({ step, outcomes: [] }));
  const verdicts = [];
  const turns = group.oneEach ? runtimes.map((runtime) => [runtime]) : [runtimes];
  for (const [index, turn] of turns.entries()) {
    const directory = join(work, String(index));
    mkdirSync(directory, { mode: 0o755 });
    const caller = await group.open({ ...setting, work: directory, runtimes: turn });
    try {
      for (const row of rows) {
        for (const runtime of turn) row.outcomes.push(await take(row.step, { caller, runtime, peer: row.outcomes[0] }));
        if (row.outcomes.length === runtimes.length) verdicts.push(print(row, runtimes));
      }
    } finally {
      await caller.close();
    }
  }
  return verdicts;
}
