import { pointer } from "../../common/pointer.ts";
import { type Draft, type Findings, isPruned } from "./draft.ts";

const AT = "/linux/resources/rdma";

/** config-linux.md "RDMA". */
export function checkRdma({ linux }: Draft, findings: Findings): void {
  const rdma = linux?.resources?.rdma;
  if (rdma === undefined) return;
  for (const [device, limits] of Object.entries(rdma)) {
    const at = pointer(AT, device);
    if (device === "" || /\s/.test(device)) {
      findings.problems.push({ pointer: at, message: "is no name of a device", allowed: "a name without blanks" });
    }
    if (limits === undefined || limits.hcaHandles !== undefined || limits.hcaObjects !== undefined) continue;
    if (isPruned(findings, at)) continue;
    findings.problems.push({ pointer: at, message: "gives no limit", allowed: "hcaHandles, hcaObjects or both" });
  }
}
