/**
 * npm run conformance -- containerd podman docker buildah: real callers, each step with runc first and then with ours.
 *
 * RUNTIME=PATH names another runtime instead of ours. --group TEXT and --step TEXT take only what has it in its name.
 * They run in an enclave, of which nothing is left but the Debian packages that a suite had to install. The last line is
 * `N passed, N failed, N skipped`.
 */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { add, line } from "../../tools/test/counts.mjs";
import { inEnclave } from "../enclave/enclave.mjs";
import { findRuntime } from "../enclave/runtimes.mjs";
import { CALLERS } from "./names.mjs";
import { installPackages } from "./packages.mjs";
import { SUITES } from "./suites.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const BROKEN = { passed: 0, failed: 1, skipped: 0 };

/** Debian's programs, whatever else a machine may have by these names. */
const PATH = "/usr/sbin:/usr/bin:/sbin:/bin";

function chosen() {
  const options = { step: { type: "string" }, group: { type: "string" } };
  const { values, positionals } = parseArgs({ args: process.argv.slice(2), options, allowPositionals: true });
  const unknown = positionals.filter((name) => !CALLERS.includes(name));
  if (unknown.length > 0) throw new Error(`no caller ${unknown.join(", ")}; there are ${CALLERS.join(", ")}`);
  return { names: positionals, pattern: values.step, group: values.group };
}

function runtimes() {
  const named = process.env.RUNTIME ?? "caisson";
  const path = findRuntime(named);
  const ours = existsSync(join(dirname(dirname(path)), "lib/caisson/engine"));
  return [
    { name: "runc", path: findRuntime("runc") },
    { name: named === "runc" ? "runc-again" : basename(path), path, ours },
  ];
}

/** Names of the suites whose packages are there; the others are printed with the reason. */
function installed(names) {
  return names.filter((name) => {
    const cause = installPackages(["runc", "busybox-static", ...SUITES[name].packages]);
    if (cause !== undefined) console.log(`skipped: ${name}: ${cause}`);
    return cause === undefined;
  });
}

async function countsOf(asked) {
  const result = join(mkdtempSync(join(tmpdir(), "callers-")), "result.json");
  const enter = (work) => {
    const setting = { ...asked, work, runtimes: runtimes(), result };
    return ["env", `PATH=${PATH}`, process.execPath, join(here, "inside.mjs"), JSON.stringify(setting)];
  };
  try {
    await inEnclave({
      name: "callers",
      unified: true,
      apart: true,
      // an ordinary user's podman runs in it too
      prepare: (directory) => chmodSync(directory, 0o711),
      program: (work) => [join(here, "enter.sh"), work, ...enter(work)],
    });
    return existsSync(result) ? JSON.parse(readFileSync(result, "utf8")) : BROKEN;
  } finally {
    rmSync(dirname(result), { recursive: true, force: true });
  }
}

async function main() {
  const { names, ...only } = chosen();
  if (process.getuid() !== 0) throw new Error("needs root: it makes mounts, namespaces and cgroups of its own");
  const able = installed(names);
  const skipped = { passed: 0, failed: 0, skipped: names.length - able.length };
  const counts = able.length === 0 ? skipped : add(skipped, await countsOf({ names: able, ...only }));
  if (Object.values(counts).every((count) => count === 0)) throw new Error("no step has that in its name");
  console.log(line(counts));
  process.exitCode = counts.failed === 0 ? 0 : 1;
}

await main().catch((error) => {
  console.error(`conformance: ${error.message}`);
  console.log(line(BROKEN));
  process.exitCode = 1;
});
