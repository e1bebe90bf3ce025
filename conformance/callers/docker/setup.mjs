/** A dockerd by hand, with its data, state, socket and network in places of its own. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startDaemon } from "../daemon.mjs";
import { documented } from "../documented.mjs";
import { IMAGE } from "../image.mjs";
import { Program } from "../program.mjs";

/** BuildKit, which dockerd contains, runs `runc` by that name, whatever daemon.json says. */
function pathWith(directory, runtime) {
  const bin = join(directory, "bin");
  mkdirSync(bin, { recursive: true });
  symlinkSync(runtime.path, join(bin, "runc"));
  return `${bin}:${process.env.PATH}`;
}

/** The name by which daemon.json adds it; docker has a `runc` of its own. */
export function addedName({ name }) {
  return name === "runc" ? "runc-added" : name;
}

/** What users are told to write, for each of these; and for one that is to be the default. */
function daemonJson({ runtimes, standard }) {
  const written = (runtime, index) =>
    JSON.parse(documented({ heading: "Docker", index }, { path: runtime.path, name: addedName(runtime) }));
  if (standard !== undefined) return written(standard, 1);
  return { runtimes: Object.assign({}, ...runtimes.map((runtime) => written(runtime, 0).runtimes)) };
}

/** `standard` is the runtime for containers that name none, undefined for docker's own. `path`: the daemon's PATH. */
async function start({ work, runtimes, standard, options, path }) {
  const at = (name) => join(work, name);
  const socket = `unix://${at("socket")}`;
  writeFileSync(at("daemon.json"), JSON.stringify(daemonJson({ runtimes, standard })));
  const directories = ["--data-root", at("data"), "--exec-root", at("exec"), "--pidfile", at("pid")];
  const argv = ["dockerd", "--config-file", at("daemon.json"), "--host", socket, ...directories];
  const docker = new Program(["docker", "--host", socket], { DOCKER_CONFIG: at("client"), DOCKER_BUILDKIT: "0" });
  const daemon = await startDaemon({
    argv: [...argv, "--storage-driver", "overlay2", "--log-level", "warn", ...options],
    log: at("dockerd.log"),
    env: { PATH: path },
    answers: async () => (await docker.call("version")).status === 0,
  });
  return { docker, daemon };
}

async function tidy(docker) {
  const all = (await docker.must("ps", "--all", "--quiet")).split("\n").filter(Boolean);
  for (const id of (await docker.must("ps", "--filter", "status=paused", "--quiet")).split("\n").filter(Boolean))
    await docker.must("unpause", id);
  if (all.length > 0) await docker.must("rm", "--force", "--volumes", ...all);
  await docker.must("network", "prune", "--force");
}

const KEEPS = [
  // a daemon that a step started again, and its containerd
  /^\d+ (containerd|dockerd) \d+$/,
  // parents, of which the containers' own are children
  /\/moby$/,
  /^\/sys\/fs\/cgroup(\/[^/]+)?\/docker(\/buildkit)?$/,
  // dockerd's own
  /\/exec\/netns\/default /,
];

async function open({ work, archive, runtimes, standard, options = [] }) {
  const path = standard === undefined ? process.env.PATH : pathWith(work, standard);
  const setting = { work, runtimes, standard, options, path };
  let { docker, daemon } = await start(setting);
  await docker.must("load", "--quiet", "--input", archive);
  let steps = 0;
  return {
    stateOf: (runtime) => [join(work, "exec", `runtime-${addedName(runtime)}`)],
    keeps: KEEPS,
    place: (runtime) => {
      steps += 1;
      const name = `step-${steps}`;
      const directory = join(work, name);
      mkdirSync(directory);
      const own = docker.with();
      /** Ends the daemon by this signal, and starts it again after `meanwhile`. */
      const restart = async (signal, meanwhile = () => {}) => {
        await daemon.stop(signal);
        meanwhile();
        ({ daemon } = await start(setting));
      };
      const run = ["run", ...(standard === undefined ? ["--runtime", addedName(runtime)] : [])];
      return { docker: own, run, image: IMAGE, runtime, name, directory, restart, complaint: () => own.complaint };
    },
    tidy: () => tidy(docker),
    close: () => daemon.stop(),
  };
}

/** Docker's own runtime is the standard, and those to compare are added. */
export function openAdded(setting) {
  return open(setting);
}

/** The one runtime is the standard. */
export function openStandard({ runtimes: [standard], ...setting }) {
  return open({ ...setting, runtimes: [standard], standard, options: ["--live-restore"] });
}
