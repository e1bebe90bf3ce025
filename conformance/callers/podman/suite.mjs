/** podman, as root and as an ordinary user. */
import { IMAGE } from "../image.mjs";
import { refusals } from "../refusals/steps.mjs";
import { EXEC } from "./exec.mjs";
import { LIFE } from "./life.mjs";
import { NAMESPACES } from "./namespaces.mjs";
import { NETWORK } from "./network.mjs";
import { openAsRoot } from "./root.mjs";
import { openRootless, ROOTLESS } from "./rootless.mjs";
import { detached, RUN } from "./run.mjs";

const REFUSALS = refusals("podman", {
  start: detached,
  argv: ({ podman }) => ({ program: podman, run: ["run"], image: IMAGE }),
});

export const PODMAN = {
  packages: ["podman", "conmon", "catatonit", "netavark", "aardvark-dns", "iptables", "uidmap", "slirp4netns"],
  groups: [
    { title: "podman, as root", open: openAsRoot, steps: [...RUN, ...NAMESPACES, ...EXEC, ...LIFE, ...NETWORK] },
    { title: "podman: what must fail, and what its user is told", open: openAsRoot, steps: REFUSALS },
    { title: "podman, as an ordinary user", open: openRootless, steps: ROOTLESS },
  ],
};
