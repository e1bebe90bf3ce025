/**
 * Stress: many containers at once, many execs into one, runtimes killed in the midst of create, and creates of one id
 * at once, each followed by a search for what was left behind. Drives the runtime that RUNTIME names, ours by default.
 * Needs root, g++ and busybox-static.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { makeBundle } from "../bench/bundle.mjs";
import { confinedConfig } from "../bench/config.mjs";
import { compile } from "../bench/native.mjs";
import { inEnclave } from "../enclave/enclave.mjs";
import { findRuntime } from "../enclave/runtimes.mjs";
import { cycles } from "./cycles.mjs";
import { execs } from "./execs.mjs";
import { kills } from "./kills.mjs";
import { races } from "./races.mjs";
import { Runtime } from "./runtime.mjs";
import { describe, leftovers, scrub, snapshot } from "./snapshot.mjs";

const SELF = fileURLToPath(import.meta.url);
const INSIDE = "@inside";
const SHOWN = 20;

const TESTS = {
  cycles: { run: cycles, count: 300, quick: 40 },
  execs: { run: execs, count: 1000, quick: 100 },
  kills: { run: kills, count: 200, quick: 40 },
  races: { run: races, count: 25, quick: 5 },
};

const USAGE = `usage: [RUNTIME=NAME|PATH] npm run stress -- [--quick] [--v1] [${Object.keys(TESTS).join("] [")}]

  --quick   fewer of each
  --v1      without the v2 hierarchy of hybrid mode, which crun before 1.9 refuses
`;

function parseOptions(argv) {
  const options = { quick: { type: "boolean", default: false }, v1: { type: "boolean", default: false } };
  const help = { type: "boolean", short: "h", default: false };
  const { values, positionals } = parseArgs({ args: argv, options: { ...options, help }, allowPositionals: true });
  const unknown = positionals.find((name) => !Object.hasOwn(TESTS, name));
  if (unknown !== undefined) throw new Error(`there is no test ${unknown}`);
  return { ...values, tests: positionals.length > 0 ? positionals : Object.keys(TESTS) };
}

/** Runs one test and prints its figures; returns true where nothing failed and nothing was left. */
async function test(name, { place, watched, quick }) {
  const { run, count, quick: few } = TESTS[name];
  const before = snapshot(watched);
  const { figures, failures } = await run({ ...place, watched, count: quick ? few : count });
  const { left } = await leftovers(watched, before);
  await scrub(left);
  const shown = failures.slice(0, SHOWN).map((words) => `    ${words}\n`);
  const more = failures.length > SHOWN ? `    and ${failures.length - SHOWN} more\n` : "";
  process.stdout.write(
    `${name}: ${figures}\n  failed: ${failures.length}\n${shown.join("")}${more}  left in the end: ${describe(left)}\n\n`,
  );
  for (const { kind, what } of left.slice(0, SHOWN)) process.stdout.write(`    ${kind} ${what}\n`);
  return failures.length === 0 && left.length === 0;
}

async function inside({ work, programs, path, options }) {
  const runtime = new Runtime({ path, work });
  const bundles = {
    ending: makeBundle(join(work, "ending"), confinedConfig(["true"])),
    sleeping: makeBundle(join(work, "sleeping"), confinedConfig(["sleep", "1000"])),
  };
  const place = { runtime, bundles, programs };
  const watched = { root: runtime.root, bundles: Object.values(bundles) };
  // Once before the first snapshot: what a runtime keeps for good, such as a cache or mount points in the rootfs.
  for (const bundle of Object.values(bundles)) {
    await runtime.must(runtime.create(bundle, "first"));
    await runtime.must(runtime.command("delete", "--force", "first"));
  }
  process.stdout.write(`stress of ${path}\n\n`);
  let good = true;
  for (const name of options.tests) good = (await test(name, { place, watched, quick: options.quick })) && good;
  process.stdout.write(good ? "nothing failed, nothing left\n" : "failed\n");
  return good ? 0 : 1;
}

async function outside(argv) {
  const options = parseOptions(argv);
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (process.getuid() !== 0) throw new Error("stress needs root: it makes namespaces and cgroups");
  const path = findRuntime(process.env.RUNTIME ?? "caisson");
  return inEnclave({
    name: "caisson-stress",
    unified: !options.v1,
    prepare: (directory) => {
      compile({ source: new URL("striker.cc", import.meta.url), directory, name: "striker" });
    },
    program: (work, directory) => {
      const programs = { striker: join(directory, "striker") };
      return [process.execPath, SELF, INSIDE, JSON.stringify({ work, programs, path, options })];
    },
  });
}

// The reader of a pipe may go before the end.
process.stdout.on("error", () => process.exit(1));

try {
  const [first, ...rest] = process.argv.slice(2);
  process.exitCode = first === INSIDE ? await inside(JSON.parse(rest[0])) : await outside(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`stress: ${error.message}\n`);
  process.exitCode = 1;
}
