/** The suites, by the names that the command line knows. */
import { BUILDAH } from "./buildah/suite.mjs";
import { CONTAINERD } from "./containerd/suite.mjs";
import { DOCKER } from "./docker/suite.mjs";
import { PODMAN } from "./podman/suite.mjs";

/**
 * `packages` are Debian's names of what the suite drives.
 *
 * @type {Readonly<Record<string, { packages: readonly string[], groups: readonly import("./group.mjs").Group[] }>>}
 */
export const SUITES = { containerd: CONTAINERD, podman: PODMAN, docker: DOCKER, buildah: BUILDAH };
