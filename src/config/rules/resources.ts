import { pointer } from "../../common/pointer.ts";
import { describeValue } from "../problem.ts";
import { UNSET } from "../unset.ts";
import { checkBlockIO } from "./block-io.ts";
import type { Draft, Findings } from "./draft.ts";
import { checkHugepages } from "./hugepages.ts";
import { checkNetwork } from "./network.ts";
import { checkRdma } from "./rdma.ts";
import { checkUnified } from "./unified.ts";

const AT = "/linux/resources";
const SWAPPIEST = 100;
/** Numbers and ranges with commas between, as the kernel reads lists of processors (cpuset(7) "List format"). */
const LIST = /^\d+(-\d+)?(,\d+(-\d+)?)*$/;

/** config-linux.md "Control groups". */
export function checkResources(spec: Draft, findings: Findings): void {
  if (spec.linux?.resources === undefined) return;
  checkMemory(spec, findings);
  checkCpu(spec, findings);
  checkBlockIO(spec, findings);
  checkHugepages(spec, findings);
  checkNetwork(spec, findings);
  checkRdma(spec, findings);
  checkUnified(spec, findings);
}

function checkMemory({ linux }: Draft, { problems, warnings }: Findings): void {
  const memory = linux?.resources?.memory;
  if (memory === undefined) return;
  const at = pointer(AT, "memory");
  const { limit, swap, swappiness, useHierarchy } = memory;
  for (const field of ["limit", "reservation", "swap"] as const) {
    const value = memory[field];
    if (value !== undefined && value < -1)
      problems.push({
        pointer: pointer(at, field),
        message: "is negative",
        found: String(value),
        allowed: "-1 for no limit",
      });
  }
  if (limit !== undefined && swap !== undefined && swap > 0 && limit > swap) {
    const message = "counts memory and swap together, and so must not be below the limit";
    problems.push({ pointer: pointer(at, "swap"), message, found: String(swap), allowed: `at least ${limit}` });
  }
  if (swappiness !== undefined && swappiness > SWAPPIEST && BigInt(swappiness) !== UNSET) {
    problems.push({
      pointer: pointer(at, "swappiness"),
      message: "is too large",
      found: String(swappiness),
      allowed: `0 to ${SWAPPIEST}`,
    });
  }
  if (useHierarchy === false) {
    warnings.push({
      pointer: pointer(at, "useHierarchy"),
      message: "cannot be switched off: the kernel always accounts hierarchically",
    });
  }
}

function checkCpu({ linux }: Draft, { problems }: Findings): void {
  for (const field of ["cpus", "mems"] as const) {
    const list = linux?.resources?.cpu?.[field];
    if (list === undefined || list === "" || LIST.test(list.trim())) continue;
    problems.push({
      pointer: pointer(AT, "cpu", field),
      message: "is not a list of numbers and ranges",
      found: describeValue(list),
      allowed: "such as 0-3,7",
    });
  }
}
