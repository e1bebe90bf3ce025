/** dockerd, with the runtime added beside its own, and as the default one. */
import { EXEC, LIFE } from "./life.mjs";
import { RUN } from "./run.mjs";
import { openAdded, openStandard } from "./setup.mjs";
import { STANDARD } from "./standard.mjs";

export const DOCKER = {
  packages: ["docker.io", "containerd", "iptables"],
  groups: [
    { title: "docker, an added runtime", open: openAdded, steps: [...RUN, ...EXEC, ...LIFE] },
    { title: "docker, the default runtime", oneEach: true, open: openStandard, steps: STANDARD },
  ],
};
