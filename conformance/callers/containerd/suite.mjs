/** containerd, driven by ctr, with the shim for runc-compatible runtimes. */
import { LIFE } from "./life.mjs";
import { RUN } from "./run.mjs";
import { openContainerd } from "./setup.mjs";

export const CONTAINERD = {
  packages: ["containerd"],
  groups: [{ title: "containerd, by ctr", open: openContainerd, steps: [...RUN, ...LIFE] }],
};
