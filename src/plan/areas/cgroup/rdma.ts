/** linux.resources.rdma: handles and objects of host channel adapters, the same file on both versions (cgroup-v1/rdma.rst). */
import { pointer } from "../../../common/pointer.ts";
import { type Limit, type LimitContext, limitAt, placeOf } from "./limit.ts";

export const handles: readonly string[] = ["/linux/resources/rdma"];

const POINTER = "/linux/resources/rdma";

/** One write a device; what is not given stays as it is, which in a new group is no limit. */
export function rdmaLimits(context: LimitContext): Limit[] {
  return Object.entries(context.spec.resources.rdma ?? {}).map(([device, { hcaHandles, hcaObjects }]) => {
    const from = pointer(POINTER, device);
    const words = [device];
    if (hcaHandles !== undefined) words.push(`hca_handle=${hcaHandles}`);
    if (hcaObjects !== undefined) words.push(`hca_object=${hcaObjects}`);
    return limitAt(placeOf(context, "rdma", from), { file: "rdma.max", value: words.join(" "), from });
  });
}
