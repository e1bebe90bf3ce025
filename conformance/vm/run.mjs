// npm run conformance -- vm [--boot NAME] [SUITE…]: the same checks under kernels that this machine does not run.
//
// Debian's kernel, under qemu without KVM, once for each entry of boots.mjs: its suites there, or those named here. The
// last line is `N passed, N failed, N skipped`, summed over the boots.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { add, lastLine, line } from "../../tools/test/counts.mjs";
import { obstacle } from "./able.mjs";
import { BOOTS } from "./boots.mjs";
import { makeCheckoutDisk } from "./checkout.mjs";
import { cachedDisk } from "./disk/cache.mjs";
import { phase } from "./disk/run.mjs";
import { bootMachine } from "./machine.mjs";

const USAGE = `usage: npm run conformance -- vm [--boot NAME]... [SUITE...]

boots, and what runs there where no suite is named:
${BOOTS.map(({ name, has, suites }) => `  ${name.padEnd(9)} ${has}\n  ${"".padEnd(9)} ${suites.join(" ")}`).join("\n")}`;

const BROKEN = { passed: 0, failed: 1, skipped: 0 };

function chosenBoots(names) {
  const unknown = names.find((name) => BOOTS.every((boot) => boot.name !== name));
  if (unknown !== undefined)
    throw new Error(`no boot ${unknown}; there are ${BOOTS.map(({ name }) => name).join(", ")}`);
  return BOOTS.filter(({ name }) => names.includes(name));
}

/** Without --boot, suites run in the boots whose list has them, or in the first one. */
function plan({ boot = [], suites }) {
  if (boot.length > 0) return chosenBoots(boot).map((chosen) => ({ boot: chosen, suites }));
  if (suites.length === 0) return BOOTS.map((each) => ({ boot: each, suites }));
  const [first] = BOOTS;
  const wanted = (each) => suites.filter((suite) => each.suites.includes(suite));
  const rest = suites.filter((suite) => BOOTS.every((each) => !each.suites.includes(suite)));
  return BOOTS.map((each) => ({ boot: each, suites: [...wanted(each), ...(each === first ? rest : [])] })).filter(
    (each) => each.suites.length > 0,
  );
}

/** What the suites of one boot came to; whatever else goes wrong there is one failure. */
async function countsOf(boot, suites, disks) {
  const begun = Date.now();
  console.log(`vm: booting ${boot.name}: ${boot.has}`);
  const { text, trouble } = await bootMachine({ boot, suites: suites.length > 0 ? suites : boot.suites, ...disks });
  const counts = lastLine(text) ?? BROKEN;
  const whole = trouble !== undefined && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  if (trouble !== undefined) console.log(`vm: ${boot.name}: ${trouble}`);
  console.log(`vm: ${boot.name} took ${((Date.now() - begun) / 1000).toFixed(0)} s: ${line(whole)}`);
  return whole;
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
  const runs = plan({ boot: values.boot, suites: positionals });
  const work = mkdtempSync(join(tmpdir(), "conformance-vm-"));
  process.on("exit", () => rmSync(work, { recursive: true, force: true }));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));
  const cache = cachedDisk();
  const programs = runs.some(({ boot, suites }) =>
    (suites.length > 0 ? suites : boot.suites).includes("runtime-tools"),
  );
  const checkout = phase("a disk of this checkout", () => makeCheckoutDisk(work, { programs }));
  let sum = { passed: 0, failed: 0, skipped: 0 };
  for (const { boot, suites } of runs) sum = add(sum, await countsOf(boot, suites, { cache, checkout, work }));
  console.log(line(sum));
  process.exitCode = sum.failed === 0 ? 0 : 1;
}

await main().catch((error) => {
  console.error(`vm: ${error.message}`);
  console.log(line(BROKEN));
  process.exitCode = 1;
});
