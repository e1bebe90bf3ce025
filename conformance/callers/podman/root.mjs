/** podman as root. */
import { configure, podmanCaller } from "./setup.mjs";

export async function openAsRoot({ work, archive, runtimes }) {
  const env = configure(work, runtimes);
  const caller = podmanCaller({ env, work, stateOf: ({ name }) => [`/run/${name}`] });
  await caller.plain.must("load", "--quiet", "--input", archive);
  return caller;
}
