/** buildah, which runs the instructions of a build, and commands in containers that it works on. */
import { IMAGE } from "../image.mjs";
import { configure } from "../podman/setup.mjs";
import { Program } from "../program.mjs";
import { BUD } from "./bud.mjs";
import { RUN } from "./run.mjs";

async function open({ work, archive, runtimes }) {
  const env = configure(work, runtimes);
  const plain = new Program(["buildah"], env);
  await plain.must("pull", "--quiet", `docker-archive:${archive}`);
  let steps = 0;
  return {
    stateOf: ({ name }) => [`/run/${name}`],
    // what the storage keeps mounted, and parents of the containers' own cgroups
    keeps: [/\/graph\/overlay /, /^\/sys\/fs\/cgroup(\/[^/]+)?\/buildah-buildah\d*$/],
    place: (runtime) => {
      steps += 1;
      const name = `step-${steps}`;
      const directory = `${work}/${name}`;
      const buildah = new Program(["buildah"], { ...env, BUILDAH_RUNTIME: runtime.path });
      return { buildah, image: IMAGE, runtime, name, directory, complaint: () => buildah.complaint };
    },
    tidy: async () => {
      await plain.must("rm", "--all");
    },
    close: async () => {},
  };
}

export const BUILDAH = {
  packages: ["buildah", "netavark", "iptables"],
  groups: [{ title: "buildah", open, steps: [...BUD, ...RUN] }],
};
