/** One validation program against one runtime, in an enclave of its own: some leave containers and cgroups behind. */
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { inEnclave } from "../enclave/enclave.mjs";
import { parseTap } from "./tap.mjs";

/** The longest good one takes a minute; an emulated processor is slower. */
const SECONDS = 150 * Number(process.env.CONFORMANCE_SLOWNESS ?? "1");

const SIGKILLED = 137;

/** @typedef {{ name: string, status: number, hung: boolean, report: import("./tap.mjs").Report, stderr: string }} Outcome */

/**
 * Runs it; what it writes to stdout and stderr stays in files of `results`.
 * @returns {Promise<Outcome>} with the runtime's name
 */
export async function runProgram({ stage, name, runtime, results }) {
  const files = ["out", "err"].map((kind) => join(results, runtime.name, `${name}.${kind}`));
  mkdirSync(dirname(files[0]), { recursive: true });
  const output = files.map((file) => openSync(file, "w"));
  const begun = Date.now();
  const status = await inEnclave({
    name: `runtime-tools-${runtime.name}-${name}`,
    unified: runtime.name !== "crun",
    program: (work) => [
      "env",
      `--chdir=${stage}`,
      `RUNTIME=${runtime.path}`,
      `TMPDIR=${work}`,
      join(stage, "validation", name),
    ],
    output,
    seconds: SECONDS,
  });
  for (const fd of output) closeSync(fd);
  const [stdout, stderr] = files.map((file) => readFileSync(file, "utf8"));
  const hung = status === SIGKILLED && Date.now() - begun >= SECONDS * 1000;
  return { name: runtime.name, status, hung, report: parseTap(stdout), stderr };
}
