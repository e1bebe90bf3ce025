/** What the command line calls them; suites.mjs has what they are. */
export const CALLERS = ["containerd", "podman", "docker", "buildah"];
