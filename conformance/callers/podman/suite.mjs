/** podman, as root and as an ordinary user. */
import { EXEC } from "./exec.mjs";
import { LIFE } from "./life.mjs";
import { NAMESPACES } from "./namespaces.mjs";
import { NETWORK } from "./network.mjs";
import { openAsRoot } from "./root.mjs";
import { openRootless, ROOTLESS } from "./rootless.mjs";
import { RUN } from "./run.mjs";

export const PODMAN = {
  packages: ["podman", "conmon", "catatonit", "netavark", "aardvark-dns", "iptables", "uidmap", "slirp4netns"],
  groups: [
    { title: "podman, as root", open: openAsRoot, steps: [...RUN, ...NAMESPACES, ...EXEC, ...LIFE, ...NETWORK] },
    { title: "podman, as an ordinary user", open: openRootless, steps: ROOTLESS },
  ],
};
