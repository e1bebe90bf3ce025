/** Rounds of every scenario with every runtime, alternately. */
import { existsSync, readFileSync } from "node:fs";
import { ask, separated } from "./native.mjs";
import { forgetLog } from "./scenarios.mjs";

const WARM_UP = 2;

/** Fisher and Yates; a new array. */
function shuffled(items) {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}

function sum(items, key) {
  return items.reduce((total, item) => total + item[key], 0);
}

/**
 * One sample: wall in µs over all commands that count; cpu in µs of those commands, and where all count, of the init
 * processes that they left; peak in KiB, the largest of any; the wall of each by verb. Throws where a command failed.
 */
function sample({ stopwatch, scenario, place }) {
  forgetLog(place);
  const { commands, orphans } = ask(stopwatch, [place.log, ...separated(scenario.commands(place))]);
  const failed = commands.findIndex(({ status }) => status !== 0);
  if (failed >= 0) {
    const words = existsSync(place.log) ? readFileSync(place.log, "utf8").trim() : "";
    throw new Error(`${place.runtime.name} ${scenario.verbs[failed]} failed with ${commands[failed].status}: ${words}`);
  }
  const counted = commands.filter((_, index) => scenario.counted.includes(scenario.verbs[index]));
  const left = counted.length === commands.length ? orphans : { cpu: 0, peak: 0 };
  return {
    wall: sum(counted, "wall"),
    cpu: sum(counted, "cpu") + left.cpu,
    peak: Math.max(...counted.map(({ peak }) => peak), left.peak),
    verbs: Object.fromEntries(scenario.counted.map((verb, index) => [verb, counted[index].wall])),
  };
}

/** Samples by scenario and runtime: an array of `{ scenario, runtime, samples }`. The first rounds are thrown away. */
export function measure({ stopwatch, scenarios, places, rounds }) {
  const series = scenarios.flatMap((scenario) => places.map((place) => ({ scenario, place, samples: [] })));
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const each of shuffled(series)) {
      const taken = sample({ stopwatch, ...each });
      if (round >= 0) each.samples.push(taken);
    }
  }
  return series.map(({ scenario, place, samples }) => ({ scenario, runtime: place.runtime, samples }));
}
