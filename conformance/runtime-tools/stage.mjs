/** The validation programs, built with the machine's Go from the modules that go.mod and go.sum pin. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { go } from "../upstream/go.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const MODULE = "github.com/opencontainers/runtime-tools";
/** Runs inside the containers; in the stage, but no validation program. */
const RUNTIMETEST = "runtimetest";
/** The module brings a root file system for these. */
const ARCHITECTURES = { x64: "amd64", ia32: "386" };
/** All that the programs need, and nothing else: they run in it, wherever it is put. */
export const STAGE = fileURLToPath(new URL("../../build/runtime-tools/stage", import.meta.url));

class Unbuilt extends Error {}

function run(...args) {
  // without cgo they are static: they run in containers, and wherever the stage is taken
  const { value, cause } = go(args, { cwd: HERE, env: { CGO_ENABLED: "0" } });
  if (cause !== undefined) throw new Unbuilt(cause);
  return value;
}

/** Another pin or another Go makes another stage. */
function recipe() {
  return [...["go.mod", "go.sum"].map((name) => readFileSync(join(HERE, name), "utf8")), run("version")].join("\n");
}

function build(archive) {
  const programs = join(STAGE, "validation");
  rmSync(STAGE, { recursive: true, force: true });
  mkdirSync(programs, { recursive: true });
  const flags = ["-trimpath", "-ldflags=-s -w"];
  run("build", ...flags, "-o", `${programs}/`, `${MODULE}/validation/...`);
  run("build", ...flags, "-o", join(STAGE, RUNTIMETEST), `${MODULE}/cmd/${RUNTIMETEST}`);
  copyFileSync(join(run("list", "-m", "-f", "{{.Dir}}", MODULE), archive), join(STAGE, archive));
}

/** Names of the programs, or why there are none. */
export function stage() {
  const architecture = ARCHITECTURES[process.arch];
  if (architecture === undefined) return { cause: `the suite has no root file system for ${process.arch}` };
  const stamp = join(STAGE, "recipe");
  try {
    const wanted = recipe();
    if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
      build(`rootfs-${architecture}.tar.gz`);
      writeFileSync(stamp, wanted);
    }
  } catch (error) {
    // a stage that was made where there is a Go, and brought here
    if (!(error instanceof Unbuilt)) throw error;
    if (!existsSync(stamp)) return { cause: error.message };
  }
  return { value: readdirSync(join(STAGE, "validation")).sort() };
}
