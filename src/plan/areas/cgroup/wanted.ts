/** Which controllers config.json names, so that the facts can say why one is absent. */
import type { Resources } from "../../../config/spec.ts";

/** As /proc/cgroups names them. A limit that asks for nothing may be among them. */
export function wantedControllers(resources: Resources): string[] {
  const wanted: string[] = [];
  if (resources.cpu !== undefined) wanted.push("cpu", "cpuset");
  if (resources.memory !== undefined) wanted.push("memory");
  if (resources.pids !== undefined) wanted.push("pids");
  if (resources.blockIO !== undefined) wanted.push("blkio");
  if (resources.hugepageLimits !== undefined) wanted.push("hugetlb");
  if (resources.network?.classID !== undefined) wanted.push("net_cls");
  if (resources.network?.priorities !== undefined) wanted.push("net_prio");
  if (resources.rdma !== undefined) wanted.push("rdma");
  for (const file in resources.unified) wanted.push(kernelName(file.slice(0, file.indexOf("."))));
  return wanted;
}

/** v2's io is still blkio there. */
function kernelName(controller: string): string {
  return controller === "io" ? "blkio" : controller;
}
