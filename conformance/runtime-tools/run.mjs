/**
 * npm run conformance -- runtime-tools [FILE…]: the OCI's own validation suite, against ours and the peers that are
 * installed. The exit status is that of one rule: no file that a peer passes may fail here (verdict.mjs). What the
 * programs print stays in build/runtime-tools/results. The last line is `N passed, N failed, N skipped`.
 */
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { findOnPath, findRuntime } from "../enclave/runtimes.mjs";
import { lackFor } from "./lacks.mjs";
import { EXPLAINED, OWN_BUGS } from "./own-bugs.mjs";
import { runProgram } from "./program.mjs";
import { STAGE, stage } from "./stage.mjs";
import { header, printRow } from "./table.mjs";
import { verdict } from "./verdict.mjs";

const RESULTS = fileURLToPath(new URL("../../build/runtime-tools/results", import.meta.url));
const CRUN = fileURLToPath(new URL("crun-1.0.sh", import.meta.url));

/** The programs wait most of the time. */
const AT_ONCE = 4;

function findRuntimes() {
  const peers = ["runc", "crun"].filter((name) => {
    const found = findOnPath(name) !== undefined;
    if (!found) console.log(`${name} is not installed: nothing to compare with there`);
    return found;
  });
  const paths = { caisson: findRuntime("caisson"), runc: findOnPath("runc"), crun: CRUN };
  return ["caisson", ...peers].map((name) => ({ name, path: paths[name] }));
}

function chosenFiles(names, all) {
  const unknown = names.filter((name) => !all.includes(name));
  if (unknown.length > 0) throw new Error(`no file ${unknown.join(", ")}; there are ${all.join(", ")}`);
  return names.length > 0 ? names : all;
}

/** Outcomes by file, in the order of the runtimes. */
async function runAll({ files, runtimes }) {
  rmSync(RESULTS, { recursive: true, force: true });
  const jobs = files.flatMap((name) => runtimes.map((runtime) => ({ name, runtime })));
  const outcomes = new Map(files.map((name) => [name, new Array(runtimes.length)]));
  const worker = async () => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
      const outcome = await runProgram({ stage: STAGE, results: RESULTS, ...job });
      outcomes.get(job.name)[runtimes.indexOf(job.runtime)] = outcome;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return outcomes;
}

function judge(file, outcomes) {
  const [ours, ...peers] = outcomes;
  const bug = OWN_BUGS.find(({ files }) => files.includes(file));
  const lack = lackFor(file);
  const found = verdict({ file, ours, peers, bug, lack });
  const explained = EXPLAINED.find(({ files }) => files.includes(file))?.reason;
  const reason = { "own bug": bug?.reason, lacks: lack, "as peers": explained }[found];
  return { file, verdict: found, reason, outcomes };
}

async function main(names) {
  const { value: all, cause } = stage();
  if (all === undefined) {
    console.log(`skipped: runtime-tools: ${cause}`);
    console.log("0 passed, 0 failed, 1 skipped");
    return;
  }
  const runtimes = findRuntimes();
  const files = chosenFiles(names, all);
  const outcomes = await runAll({ files, runtimes });
  process.stdout.write(header(runtimes.map(({ name }) => name)));
  const rows = files.map((file) => judge(file, outcomes.get(file)));
  for (const row of rows) process.stdout.write(printRow(row));
  const count = (...verdicts) => rows.filter((row) => verdicts.includes(row.verdict)).length;
  console.log(`${count("pass")} passed, ${count("FAIL")} failed, ${count("own bug", "lacks", "as peers")} skipped`);
  process.exitCode = count("FAIL") === 0 ? 0 : 1;
}

await main(process.argv.slice(3)).catch((error) => {
  console.error(`runtime-tools: ${error.message}`);
  console.log("0 passed, 1 failed, 0 skipped");
  process.exitCode = 1;
});
