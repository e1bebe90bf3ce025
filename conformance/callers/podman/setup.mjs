/** A podman with storage, networks and configuration of its own, for a user. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { documented } from "../documented.mjs";
import { Program } from "../program.mjs";

/** What users are told to write, and what a machine with few rights needs. runc's own path is built into podman. */
function containersConf({ runtimes, directory }) {
  const [subject] = runtimes.slice(-1);
  return `${documented({ heading: "podman" }, subject)}
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
log_driver = "k8s-file"

[network]
network_backend = "netavark"
network_config_dir = ${JSON.stringify(join(directory, "networks"))}
`;
}

/** The rest of `[engine]`, as arguments, for a machine without systemd. */
const ENGINE = ["--cgroup-manager", "cgroupfs", "--events-backend", "file"];

function storageConf(directory) {
  return `[storage]
driver = "overlay"
runroot = ${JSON.stringify(join(directory, "run"))}
graphroot = ${JSON.stringify(join(directory, "graph"))}
`;
}

/** Writes the files into `directory`, and returns the environment that names them. */
export function configure(directory, runtimes) {
  const files = { CONTAINERS_CONF: "containers.conf", CONTAINERS_STORAGE_CONF: "storage.conf" };
  const [conf, storage] = Object.values(files).map((name) => join(directory, name));
  for (const name of ["tmp", "networks"]) mkdirSync(join(directory, name), { mode: 0o777, recursive: true });
  writeFileSync(conf, containersConf({ runtimes, directory }));
  writeFileSync(storage, storageConf(directory));
  return { CONTAINERS_CONF: conf, CONTAINERS_STORAGE_CONF: storage, TMPDIR: join(directory, "tmp") };
}

/** What podman itself leaves for its next containers, whatever the runtime. */
const KEEPS = [/\/libpod_parent(\/conmon|\/[0-9a-f]{64})?$/, / \/run\/netns /, /\/graph\/overlay /];

/** A removal may meet the clean-up that conmon starts when a container ends; the one after it does not. */
async function removeAll(podman) {
  const remove = ["rm", "--all", "--force", "--time", "0", "--volumes"];
  const { status } = await podman.call(...remove);
  if (status !== 0) await podman.must(...remove);
}

async function tidy(podman) {
  await podman.must("pod", "rm", "--all", "--force", "--time", "0");
  await removeAll(podman);
  await podman.must("network", "prune", "--force");
}

/** What `open` of a group returns. `program` is the argv in front of podman's own words, for another user. */
export function podmanCaller({ env, work, prefix = [], stateOf }) {
  const plain = new Program([...prefix, "podman", ...ENGINE], env);
  let steps = 0;
  return {
    plain,
    stateOf,
    keeps: KEEPS,
    place: (runtime) => {
      const podman = plain.with("--runtime", runtime.name);
      steps += 1;
      const name = `step-${steps}`;
      const directory = join(work, name);
      mkdirSync(directory, { mode: 0o777 });
      return { podman, runtime, name, directory, complaint: () => podman.complaint };
    },
    tidy: () => tidy(plain),
    close: async () => {},
  };
}
