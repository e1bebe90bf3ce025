/** linux.resources.hugepageLimits (cgroup-v1/hugetlb.rst, cgroup-v2.rst "HugeTLB"). Limits are bytes. */
import { pointer } from "../../../common/pointer.ts";
import { type Limit, type LimitContext, limitAt, placeOf } from "./limit.ts";

export const handles: readonly string[] = ["/linux/resources/hugepageLimits"];

const POINTER = "/linux/resources/hugepageLimits";

/**
 * What is reserved and what is used, as runc has it: the spec wants reservations limited where the kernel can do that
 * (5.7), and memory that nobody reserved is counted by the other limit alone.
 */
export function hugepageLimits(context: LimitContext): Limit[] {
  const list = context.spec.resources.hugepageLimits ?? [];
  if (list.length === 0) return [];
  const place = placeOf(context, "hugetlb", POINTER);
  const name = place.version === 1 ? "limit_in_bytes" : "max";
  return list.flatMap(({ pageSize, limit }, index) => {
    const write = { value: String(limit), from: pointer(POINTER, index) };
    return [
      limitAt(place, { ...write, file: `hugetlb.${pageSize}.${name}` }),
      limitAt(place, { ...write, file: `hugetlb.${pageSize}.rsvd.${name}`, ifMissing: "skip" }),
    ];
  });
}
