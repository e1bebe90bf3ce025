/** `update --l3-cache-schema` and `--mem-bw-schema`. */
import { RuntimeError } from "../../common/errors.ts";
import type { HostStep } from "../steps.ts";

export interface ResctrlRequest {
  /** Empty where it is left alone. */
  readonly l3CacheSchema: string;
  readonly memBwSchema: string;
  readonly resctrl: ResctrlHost;
}

export interface ResctrlHost {
  /** Undefined where no resctrl file system is mounted. */
  readonly mount: string | undefined;
  /** What the processor can share out, as directories of `info` are called: L3, MB. */
  readonly features: readonly string[];
  /** The container's class of service; undefined where create made none. */
  readonly group: string | undefined;
  /** The one to make then. */
  readonly own: string;
}

const L3 = "option:--l3-cache-schema";
const MB = "option:--mem-bw-schema";

export function resctrlSteps({ l3CacheSchema, memBwSchema, resctrl }: ResctrlRequest): HostStep[] {
  if (l3CacheSchema !== "") check(resctrl, "L3", { from: L3, words: "Intel RDT/CAT: l3 cache schema is not enabled" });
  if (memBwSchema !== "") {
    check(resctrl, "MB", { from: MB, words: "Intel RDT/MBA: memory bandwidth schema is not enabled" });
  }
  const lines = [l3CacheSchema, memBwSchema].filter((line) => line !== "");
  const { mount, group, own } = resctrl;
  if (lines.length === 0 || mount === undefined) return [];
  const place = { at: "host", mount, dir: group ?? own, from: l3CacheSchema === "" ? MB : L3 } as const;
  const schemata: HostStep = { ...place, op: "resctrl.schemata", lines, ifShared: "write" };
  if (group !== undefined) return [schemata];
  return [
    { ...place, op: "resctrl.create", ifPresent: "fail", ifMissing: "create" },
    schemata,
    { ...place, op: "resctrl.join" },
  ];
}

function check({ features }: ResctrlHost, feature: string, { from, words }: Record<"from" | "words", string>): void {
  if (features.includes(feature)) return;
  throw new RuntimeError("UNSUPPORTED_HOST", words, {
    from,
    hint: "leave it out, or mount -t resctrl resctrl /sys/fs/resctrl where processor and kernel can do it",
  });
}
