/** Inside the enclave: the suites, one after the other. The last line is `N passed, N failed, N skipped`. */
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runGroup } from "./group.mjs";
import { makeImage } from "./image.mjs";
import { SUITES } from "./suites.mjs";
import { countsOf } from "./verdict.mjs";

const IN_MACHINE = process.env.CONFORMANCE_PLACE?.startsWith("vm-") ?? false;

/** Moved to where an ordinary user may run it, and a build beside this run does not disturb it. */
function moved({ name, path, ours }, work) {
  if (!ours) return { name, path, ours };
  const dist = join(work, "dist");
  cpSync(dirname(dirname(path)), dist, { recursive: true });
  return { name, path: join(dist, "bin/caisson"), ours };
}

/** The groups of a suite and of those the steps that were asked for. */
function chosen(name, { group: title = "", pattern = "" }) {
  return SUITES[name].groups
    .filter((group) => group.title.includes(title) && !(group.nativeOnly && IN_MACHINE))
    .map((group) => ({ ...group, steps: group.steps.filter((step) => step.name.includes(pattern)) }))
    .filter(({ steps }) => steps.length > 0);
}

async function runSuite(name, { work, archive, runtimes, only }) {
  const verdicts = [];
  for (const [index, { steps, ...group }] of chosen(name, only).entries()) {
    const directory = join(work, `${name}-${index}`);
    mkdirSync(directory, { mode: 0o755 });
    try {
      verdicts.push(...(await runGroup({ ...group, steps }, { work: directory, archive, runtimes })));
    } catch (error) {
      console.log(`${name}: ${error.message}`);
      verdicts.push("FAILED");
    }
  }
  return verdicts;
}

const { work, names, runtimes, result, ...only } = JSON.parse(process.argv[2]);
const found = runtimes.map((runtime) => moved(runtime, work));
const archive = makeImage(work);
const verdicts = [];
for (const name of names) {
  const begin = Date.now();
  verdicts.push(...(await runSuite(name, { work, archive, runtimes: found, only })));
  console.log(`\n${name} took ${((Date.now() - begin) / 1000).toFixed(0)} s`);
}
writeFileSync(result, JSON.stringify(countsOf(verdicts)));
