import { pointer } from "../../common/pointer.ts";
import { LAST_NUMBER, numberList } from "../number-list.ts";
import { describeValue } from "../problem.ts";
import type { Draft, Findings } from "./draft.ts";

const AT = "/linux/memoryPolicy";
const WITHOUT_NODES = ["MPOL_DEFAULT", "MPOL_LOCAL"];
/** Without a node it is MPOL_LOCAL (set_mempolicy(2)). */
const WITH_OR_WITHOUT = "MPOL_PREFERRED";

/** config-linux.md "Memory policy", set_mempolicy(2): some modes are about nodes, others have none. */
export function checkMemoryPolicy({ linux }: Draft, findings: Findings): void {
  const policy = linux?.memoryPolicy;
  if (policy?.mode === undefined) return;
  checkNodes(policy.mode, policy.nodes ?? "", findings);
  checkFlags(policy.mode, policy.flags ?? [], findings);
}

function checkNodes(mode: string, list: string, { problems, pruned }: Findings): void {
  const place = pointer(AT, "nodes");
  const nodes = numberList(list);
  const found = describeValue(list);
  if (nodes === undefined || (nodes.length === 0 && list !== "")) {
    const allowed = `numbers and ranges from 0 to ${LAST_NUMBER}, such as 0-3,7`;
    problems.push({ pointer: place, message: "is not a list of memory nodes", found, allowed });
  } else if (WITHOUT_NODES.includes(mode)) {
    if (nodes.length > 0) problems.push({ pointer: place, message: `is not for ${mode}`, found, allowed: "no node" });
  } else if (nodes.length === 0 && mode !== WITH_OR_WITHOUT && !pruned.includes(place)) {
    problems.push({ pointer: place, message: `is required for ${mode}, but names no node`, allowed: "such as 0-3,7" });
  }
}

function checkFlags(mode: string, flags: readonly (string | undefined)[], { problems }: Findings): void {
  const place = pointer(AT, "flags");
  if (flags.length > 0 && WITHOUT_NODES.includes(mode)) {
    problems.push({ pointer: place, message: `is not for ${mode}, which has no nodes`, allowed: "none" });
  } else if (flags.includes("MPOL_F_STATIC_NODES") && flags.includes("MPOL_F_RELATIVE_NODES")) {
    const message = "numbers the nodes in two ways";
    problems.push({ pointer: place, message, allowed: "MPOL_F_STATIC_NODES or MPOL_F_RELATIVE_NODES" });
  }
}
