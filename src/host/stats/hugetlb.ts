/** Huge pages by their sizes: cgroup-v1/hugetlb.rst, cgroup-v2.rst "HugeTLB Interface Files". Sizes are bytes. */
import { existsSync, readdirSync } from "node:fs";
import { omitEmpty, readNumber, readText, toKeyed } from "./files.ts";

export interface HugetlbStats {
  readonly usage?: bigint;
  readonly max?: bigint;
  readonly failcnt: bigint;
}

/** Keys are sizes as in the files' names, such as `2MB`. */
export function hugetlbStats(dir: string | undefined, version: 1 | 2): Record<string, HugetlbStats> {
  const stats: Record<string, HugetlbStats> = {};
  for (const size of pageSizes(dir, version)) {
    const plain = `${dir}/hugetlb.${size}`;
    const usage = version === 1 ? "usage_in_bytes" : "current";
    // reservations, since Linux 5.7: what is limited
    const name = existsSync(`${plain}.rsvd.${usage}`) ? `${plain}.rsvd` : plain;
    const failures =
      version === 1 ? readNumber(`${name}.failcnt`) : (toKeyed(readText(`${plain}.events`) ?? "").get("max") ?? 0n);
    const values = {
      usage: readNumber(`${name}.${usage}`),
      max: version === 1 ? readNumber(`${name}.max_usage_in_bytes`) : 0n,
      failcnt: failures,
    };
    stats[size] = omitEmpty(values, "usage", "max");
  }
  return stats;
}

function pageSizes(dir: string | undefined, version: 1 | 2): string[] {
  if (dir === undefined || !existsSync(dir)) return [];
  const pattern = version === 1 ? /^hugetlb\.([^.]+)\.usage_in_bytes$/ : /^hugetlb\.([^.]+)\.current$/;
  return readdirSync(dir)
    .flatMap((name) => pattern.exec(name)?.[1] ?? [])
    .sort();
}
