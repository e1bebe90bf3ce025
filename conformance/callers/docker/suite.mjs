/** dockerd, with the runtime added beside its own, and as the default one. */
import { refusals } from "../refusals/steps.mjs";
import { EXEC, LIFE } from "./life.mjs";
import { detached, RUN } from "./run.mjs";
import { openAdded, openStandard } from "./setup.mjs";
import { STANDARD } from "./standard.mjs";

const REFUSALS = refusals("docker", {
  start: detached,
  argv: ({ docker, run, image }) => ({ program: docker, run, image }),
});

export const DOCKER = {
  packages: ["docker.io", "containerd", "iptables"],
  groups: [
    { title: "docker, an added runtime", open: openAdded, steps: [...RUN, ...EXEC, ...LIFE] },
    { title: "docker: what must fail, and what its user is told", open: openAdded, steps: REFUSALS },
    { title: "docker, the default runtime", oneEach: true, open: openStandard, steps: STANDARD },
  ],
};
