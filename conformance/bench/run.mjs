/**
 * The bench: time, processor and memory of whole runtime processes, ours and every peer found, alternately in one run.
 * Only the ratios of one run mean anything on a machine that others use too. Needs root, g++ and busybox-static.
 */
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { inEnclave } from "../enclave/enclave.mjs";
import { measure } from "./measure.mjs";
import { foregroundRun, waitingInit } from "./memory.mjs";
import { compile } from "./native.mjs";
import { parseOptions, USAGE } from "./options.mjs";
import { makeScenarios, placeOf } from "./scenarios.mjs";
import { median, memoryTable, speedTable, summary } from "./table.mjs";

const SELF = fileURLToPath(import.meta.url);
const INSIDE = "@inside";
const MEMORY_ROUNDS = 5;

async function measureMemory({ scenarios, places }) {
  const { sleeping } = scenarios[0];
  const rows = places.map(({ runtime }) => ({ runtime: runtime.name, waiting: [], foreground: [] }));
  for (let round = 0; round < MEMORY_ROUNDS; round++) {
    for (const [index, place] of places.entries()) {
      rows[index].waiting.push(await waitingInit(place, sleeping));
      rows[index].foreground.push(await foregroundRun(place, sleeping));
    }
  }
  return rows.map((row) => ({ ...row, waiting: median(row.waiting), foreground: median(row.foreground) }));
}

/** In the enclave: measures, prints, and writes `report`. */
async function inside({ work, stopwatch, report, options }) {
  const scenarios = makeScenarios(work);
  const places = options.runtimes.map((runtime) => placeOf(runtime, work));
  process.stdout.write(`${options.rounds} rounds, medians; ${places.map(({ runtime }) => runtime.path).join(" ")}\n\n`);
  const series = measure({ stopwatch, scenarios, places, rounds: options.rounds });
  const summaries = series.map(summary);
  for (const { title } of scenarios) {
    process.stdout.write(`${speedTable(summaries.filter((row) => row.title === title))}\n`);
  }
  const memory = await measureMemory({ scenarios, places });
  process.stdout.write(memoryTable(memory));
  const samples = series.map(({ scenario, runtime, samples: taken }) => ({
    scenario: scenario.name,
    config: scenario.config,
    runtime: runtime.name,
    samples: taken,
  }));
  writeFileSync(report, JSON.stringify({ rounds: options.rounds, summaries, memory, samples }, null, 2));
}

async function outside(argv) {
  const options = parseOptions(argv);
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (process.getuid() !== 0) throw new Error("the bench needs root: it makes namespaces and cgroups");
  return inEnclave({
    name: "caisson-bench",
    unified: false,
    prepare: (directory) => compile({ source: new URL("stopwatch.cc", import.meta.url), directory, name: "stopwatch" }),
    program: (work, directory) => {
      const order = {
        work,
        stopwatch: join(directory, "stopwatch"),
        report: options.json === undefined ? join(work, "report.json") : resolve(options.json),
        options,
      };
      return [process.execPath, SELF, INSIDE, JSON.stringify(order)];
    },
  });
}

async function main([first, ...rest]) {
  if (first === INSIDE) {
    await inside(JSON.parse(rest[0]));
    return 0;
  }
  return outside(first === undefined ? [] : [first, ...rest]);
}

// The reader of a pipe may go before the end.
process.stdout.on("error", () => process.exit(1));

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`bench: ${error.message}\n`);
  process.exitCode = 1;
}
