// npm run conformance -- vm [--boot NAME] [SUITE…], or vm [--boot NAME] runtime-tools [FILE…]: the same checks under kernels that this machine does not run.
//
// Debian's kernel, under qemu without KVM, as boots.mjs has it: the suites of each boot there, or those named here. Two
// machines run at a time, since a guest keeps little more than one processor busy. The last line is
// `N passed, N failed, N skipped`, summed over all of them.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { add, line } from "../../tools/test/counts.mjs";
import { obstacle } from "./able.mjs";
import { BOOTS } from "./boots.mjs";
import { makeCheckoutDisk } from "./checkout.mjs";
import { cachedDisk } from "./disk/cache.mjs";
import { phase } from "./disk/run.mjs";
import { bootMachine } from "./machine.mjs";

function described({ name, has, suites, files }) {
  const indent = "".padEnd(11);
  const more = files.length === 0 ? "" : `\n${indent}runtime-tools ${files.join(" ")}`;
  return `  ${name.padEnd(9)}${has}\n${indent}${suites.join(" ")}${more}`;
}

const USAGE = `usage: npm run conformance -- vm [--boot NAME]... [SUITE...]
       npm run conformance -- vm [--boot NAME]... runtime-tools [FILE...]

boots, and what runs there where nothing is named:
${BOOTS.map(described).join("\n")}`;

const AT_ONCE = 2;

const BROKEN = { passed: 0, failed: 1, skipped: 0 };

function chosenBoots(names) {
  const unknown = names.find((name) => BOOTS.every((boot) => boot.name !== name));
  if (unknown !== undefined)
    throw new Error(`no boot ${unknown}; there are ${BOOTS.map(({ name }) => name).join(", ")}`);
  return BOOTS.filter(({ name }) => names.includes(name));
}

/**
 * One machine. `files` are those of the OCI's validation suite.
 * @typedef {{
 *   name: string, boot: import("./boots.mjs").Boot, suites: readonly string[], files: readonly string[],
 * }} Job
 */

/** @returns {Job[]} */
function chosenJobs({ boot, words: [first, ...rest] }) {
  const boots = boot === undefined ? BOOTS : chosenBoots(boot);
  if (first === "runtime-tools") return boots.flatMap((each) => filesIn(each, rest));
  const suites = first === undefined ? [] : [first, ...rest];
  return boots.flatMap((each) => {
    if (suites.length === 0) return jobsOf(each, each);
    const here = boot === undefined ? suitesIn(each, suites) : suites;
    return jobsOf(each, { suites: here, files: [] });
  });
}

/** Where no boot is named: suites run in the boots whose list has them, or in the first one. */
function suitesIn(boot, suites) {
  const listed = (suite) => BOOTS.some((each) => each.suites.includes(suite));
  return suites.filter((suite) => boot.suites.includes(suite) || (boot === BOOTS[0] && !listed(suite)));
}

function filesIn(boot, named) {
  const files = named.length > 0 ? named : boot.files;
  return files.length === 0 ? [] : jobsOf(boot, { suites: [], files });
}

/** Suites are dealt out like cards: neighbours in the list, which are of like length, go to different machines. */
function jobsOf(boot, { suites, files }) {
  const count = Math.min(boot.machines, Math.max(suites.length, Math.min(files.length, 1)));
  return Array.from({ length: count }, (_, index) => ({
    name: count > 1 ? `${boot.name}-${index + 1}` : boot.name,
    boot,
    suites: suites.filter((_suite, at) => at % count === index),
    files: index === 0 ? files : [],
  }));
}

/** What the suites of one machine came to; whatever else goes wrong there is one failure. */
async function countsOf({ name, boot, suites, files }, disks) {
  const begun = Date.now();
  const say = (text) => console.log(`${name}: ${text}`);
  const work = join(disks.work, name);
  mkdirSync(work);
  say(`booting: ${boot.has}; ${[...suites, ...files].join(" ")}`);
  const { found, trouble } = await bootMachine({ boot, suites, files, say, ...disks, work });
  const counts = found.length === 0 ? BROKEN : found.reduce(add);
  const whole = trouble !== undefined && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  if (trouble !== undefined) say(trouble);
  say(`took ${((Date.now() - begun) / 1000).toFixed(0)} s: ${line(whole)}`);
  return whole;
}

/** Sums up all jobs, some at once. */
async function runJobs(jobs, disks) {
  let sum = { passed: 0, failed: 0, skipped: 0 };
  const waiting = [...jobs];
  const worker = async () => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      const counts = await countsOf(job, disks);
      sum = add(sum, counts);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return sum;
}

async function main() {
  const { values, positionals } = parseArgs({
    args: process.argv.slice(3),
    allowPositionals: true,
    options: { boot: { type: "string", multiple: true }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) return console.log(USAGE);
  const reason = obstacle();
  if (reason !== undefined) throw new Error(reason);
  const jobs = chosenJobs({ boot: values.boot, words: positionals });
  const work = mkdtempSync(join(tmpdir(), "conformance-vm-"));
  process.on("exit", () => rmSync(work, { recursive: true, force: true }));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));
  const cache = cachedDisk();
  const programs = jobs.some(({ files }) => files.length > 0);
  const checkout = phase("a disk of this checkout", () => makeCheckoutDisk(work, { programs }));
  const sum = await runJobs(jobs, { cache, checkout, work });
  console.log(line(sum));
  process.exitCode = sum.failed === 0 ? 0 : 1;
}

await main().catch((error) => {
  console.error(`vm: ${error.message}`);
  console.log(line(BROKEN));
  process.exitCode = 1;
});
