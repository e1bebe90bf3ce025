import type { Proof } from "../../harness/check.ts";

/** The check proves these options of mounts; `*` stands for those of file systems themselves. */
export function options(...names: readonly string[]): Proof {
  return { proves: names.map((name) => `/mounts/*/options/${name}`) };
}
