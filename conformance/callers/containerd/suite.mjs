/** containerd, driven by ctr, with the shim for runc-compatible runtimes. */
import { ctrRefusals } from "../refusals/steps.mjs";
import { LIFE } from "./life.mjs";
import { MANY } from "./many.mjs";
import { detached, RUN } from "./run.mjs";
import { openContainerd } from "./setup.mjs";

export const CONTAINERD = {
  packages: ["containerd"],
  groups: [
    { title: "containerd, by ctr", open: openContainerd, steps: [...RUN, ...LIFE, ...MANY] },
    {
      title: "containerd, by ctr: what must fail, and what its user is told",
      open: openContainerd,
      // another kernel changes nothing in how errors travel
      nativeOnly: true,
      steps: ctrRefusals(detached),
    },
  ],
};
