// The second disk: this checkout as it is built, and the node modules that run the checks.
import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { findProbe } from "../enclave/probe.mjs";
import { STAGE, stage as stagePrograms } from "../runtime-tools/stage.mjs";
import { run } from "./disk/run.mjs";

const repository = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

const PARTS = ["conformance", "dist", "schemas", "src", "tools/test", "package.json", "tsconfig.json"];
/** Large, and of no use to the checks. */
const BUILD_TOOLS = ["@biomejs", "@oven", "dependency-cruiser", "node-gyp", "typescript"];

function place(stage, path) {
  mkdirSync(dirname(join(stage, path)), { recursive: true });
  // with their times: the probe is compiled anew where its sources are younger
  cpSync(join(repository, path), join(stage, path), {
    recursive: true,
    preserveTimestamps: true,
    verbatimSymlinks: true,
  });
}

/** The guest has no Go: the validation programs are built here. */
function placePrograms(stage) {
  const { cause } = stagePrograms();
  if (cause !== undefined) throw new Error(cause);
  place(stage, STAGE.slice(repository.length + 1));
}

/** Path of the image, in `work`. `programs`: with those of the OCI's validation suite. */
export function makeCheckoutDisk(work, { programs }) {
  const stage = join(work, "checkout");
  const probe = findProbe((message) => {
    throw new Error(message);
  });
  for (const part of PARTS) place(stage, part);
  for (const name of readdirSync(join(repository, "node_modules")).filter((each) => !BUILD_TOOLS.includes(each)))
    place(stage, join("node_modules", name));
  place(stage, probe.slice(repository.length + 1));
  if (programs) placePrograms(stage);
  const image = join(work, "checkout.img");
  run("mke2fs", ["-q", "-t", "ext4", "-O", "^has_journal", "-d", stage, image, "512M"]);
  return image;
}
