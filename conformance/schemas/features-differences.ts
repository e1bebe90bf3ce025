/** As differences.ts, of the features document. */
import type { Difference } from "../mutations/differences.ts";

/** Fields that the schema of the specification forgets. */
export const FORGOTTEN: readonly { readonly fields: readonly string[]; readonly reason: string }[] = [
  {
    fields: ["/linux/intelRdt/schemata", "/linux/intelRdt/monitoring"],
    reason: "features-linux.md has them, and so have the Go types",
  },
  {
    fields: [
      "/linux/memoryPolicy",
      "/linux/memoryPolicy/modes",
      "/linux/memoryPolicy/modes/*",
      "/linux/memoryPolicy/flags",
      "/linux/memoryPolicy/flags/*",
    ],
    reason: "the Go types have them",
  },
];

export const FEATURES_DIFFERENCES: readonly Difference[] = [
  ...FORGOTTEN.map(({ fields, reason }): Difference => ({ fields, kinds: ["*"], we: "refuse", reason })),
  {
    fields: ["*"],
    kinds: ["null"],
    we: "accept",
    reason: "features.md: all but ociVersionMin and ociVersionMax may be null",
  },
  {
    fields: ["*"],
    kinds: ["unknown key"],
    we: "refuse",
    reason: "features.md: it must not have properties that this version of the specification does not define",
  },
];
