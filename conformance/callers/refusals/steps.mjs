/** Requests that must fail, as steps: the caller's user has to be told what is wrong, and where. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { sentence } from "../program.mjs";
import { EXECS, REQUESTS } from "./requests.mjs";

/**
 * What the user is shown becomes the step's note; ours has to have place and cause in it. The status is left to be
 * compared.
 */
function judged({ place, request, outcome }) {
  if (outcome.status === 0) throw new Error("was not refused");
  const shown = sentence([], outcome).replace(/^: /, "");
  const lacks = ["place", "cause"].filter((part) => !request[part].test(shown));
  if (place.runtime.ours && lacks.length > 0) throw new Error(`says no ${lacks.join(", no ")}: ${shown}`);
  place.note = shown;
  return request.earlier ? {} : { status: outcome.status };
}

/** `runs(place)` is an asked thing's outcome, `execs(place)` an exec's in a container that `detached` made. */
function stepsOf(caller, { run, exec }) {
  const able = REQUESTS.filter((request) => request[caller] !== undefined);
  const runs = able.map((request) => ({
    name: request.name,
    act: async (place) => {
      const { options = [], command = ["true"], config } = request[caller](place.directory);
      return judged({ place, request, outcome: await run(place, { options, command, config }) });
    },
  }));
  const execs = EXECS.map((request) => ({
    name: request.name,
    act: async (place) => judged({ place, request, outcome: await exec(place, request) }),
  }));
  return [...runs, ...execs];
}

/** podman and docker, which have these words in common; `start` makes a container that runs. */
export function refusals(caller, { start, argv }) {
  return stepsOf(caller, {
    run: (place, { options, command }) => {
      const { program, run, image } = argv(place);
      return program.call(...run, "--rm", ...options, image, ...command);
    },
    exec: async (place, { cwd, command }) => {
      await start(place);
      const options = cwd === undefined ? [] : ["--workdir", cwd];
      return await argv(place).program.call("exec", ...options, place.name, ...command);
    },
  });
}

/** The spec that ctr makes by itself, with a root file system, changed. */
async function specFile({ ctr, rootfs, directory }, { command, config }) {
  const spec = JSON.parse(await ctr.must("oci", "spec"));
  spec.root = { path: rootfs };
  spec.process.args = [...command];
  config(spec);
  const file = join(directory, "config.json");
  writeFileSync(file, JSON.stringify(spec));
  return file;
}

/** ctr. */
export function ctrRefusals(start) {
  return stepsOf("ctr", {
    run: async (place, { options, command, config }) => {
      const { ctr, run, image, name } = place;
      if (config === undefined) return await ctr.call(...run, "--rm", ...options, image, name, ...command);
      return await ctr.call(...run, "--rm", "--config", await specFile(place, { command, config }), name);
    },
    exec: async (place, { cwd, command }) => {
      await start(place);
      const options = cwd === undefined ? [] : ["--cwd", cwd];
      return await place.ctr.call("tasks", "exec", "--exec-id", "second", ...options, place.name, ...command);
    },
  });
}
