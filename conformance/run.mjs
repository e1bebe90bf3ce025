// npm run conformance [SUITE…]: drives an OCI runtime from outside, and looks from inside.
//
// `vm` in front of the suites runs them in virtual machines: see vm/run.mjs.
//
// RUNTIME=PATH names the runtime; ours by default. CGROUPS=v1|v2 shows it these hierarchies alone. The checks run in
// private namespaces and cgroups, of which nothing is left. The last line is `N passed, N failed, N skipped`.
//
// npm run conformance -- schemas: our schemas and rules against the specification's own schemas.
// npm run conformance -- differential: 2,000 configs that caisson and runc must accept or refuse alike; not among the others.
// npm run conformance -- runtime-tools [FILE…]: the OCI's validation suite, against ours and its peers.
// npm run conformance -- containerd podman docker buildah: real callers, each step with runc first and then with ours.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { CALLERS } from "./callers/names.mjs";
import { findProbe } from "./enclave/probe.mjs";
import { runSchemas } from "./schemas/run.mjs";
import { builtRunc, specSchemas } from "./upstream/upstream.mjs";

const here = dirname(fileURLToPath(import.meta.url));

function fail(message) {
  console.error(`conformance: ${message}`);
  console.log("0 passed, 1 failed, 0 skipped");
  process.exit(1);
}

/** Absolute path of the runtime to test; a name without a slash is looked up in PATH. */
function findRuntime() {
  const named = process.env.RUNTIME;
  const candidates =
    named === undefined
      ? [resolve(here, "../dist/bin/caisson")]
      : named.includes("/")
        ? [resolve(named)]
        : (process.env.PATH ?? "").split(delimiter).map((dir) => join(dir, named));
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined)
    fail(named === undefined ? "dist/bin/caisson is missing: npm run build" : `no runtime ${named}`);
  return realpathSync(found);
}

/** Takes minutes: only run where it is named. */
const LONG = "differential";

function chosenSuites(names) {
  const all = readdirSync(join(here, "suites"));
  const unknown = names.filter((name) => !all.includes(name));
  if (unknown.some((name) => CALLERS.includes(name))) fail("callers run by themselves, without other suites");
  if (unknown.length > 0) fail(`no suite ${unknown.join(", ")}; there are ${[...all, ...CALLERS].join(", ")}`);
  return names.length > 0 ? names : all.filter((name) => name !== LONG);
}

/** What that suite compares with, for the environment; where it is not there, its checks are skipped. */
function comparison(suites) {
  if (!suites.includes(LONG)) return {};
  const [peer, schemas] = [builtRunc(), specSchemas()];
  const cause = peer.cause ?? schemas.cause;
  if (cause !== undefined) console.log(`differential: nothing to compare with: ${cause}`);
  return cause === undefined ? { CONFORMANCE_PEER: peer.value, CONFORMANCE_SPEC: schemas.value } : {};
}

function main() {
  // needs no container
  if (process.argv[2] === "schemas") process.exit(runSchemas(findRuntime()));
  if (process.platform !== "linux") fail("needs Linux");
  if (process.getuid() !== 0) fail("needs root: it makes mounts, namespaces and cgroups of its own");
  const suites = chosenSuites(process.argv.slice(2));
  const found = { CONFORMANCE_RUNTIME: findRuntime(), CONFORMANCE_PROBE: findProbe(fail), ...comparison(suites) };
  const work = mkdtempSync(join(tmpdir(), "conformance-"));
  const env = { ...process.env, ...found, CONFORMANCE_WORK: work };
  // the mount namespace comes first, and every mount in it is made private one by one: in a plain chroot `/` is no mount
  const args = [
    "--mount",
    "--propagation",
    "unchanged",
    process.execPath,
    join(here, "enclave/outside.mjs"),
    // whole directories: vitest takes what it is given for any part of a path
    ...suites.map((name) => `suites/${name}/`),
  ];
  const ignored = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of ignored) process.on(signal, () => {});
  const done = spawnSync("unshare", args, { stdio: "inherit", env });
  rmdirSync(work);
  if (done.error !== undefined) fail(`unshare: ${done.error.message}`);
  process.exit(done.status ?? 1);
}

if (process.argv[2] === "vm") await import("./vm/run.mjs");
else if (process.argv[2] === "runtime-tools") await import("./runtime-tools/run.mjs");
else if (CALLERS.includes(process.argv[2])) await import("./callers/run.mjs");
else main();
