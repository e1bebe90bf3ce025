import { pointer } from "../../common/pointer.ts";
import { LAST_NUMBER, numberList } from "../number-list.ts";
import { describeValue } from "../problem.ts";
import type { Draft, Findings } from "./draft.ts";

/** config.md "execCPUAffinity": lists of processors, for exec alone; an empty one says nothing. */
export function checkAffinity({ process }: Draft, { problems }: Findings): void {
  for (const field of ["initial", "final"] as const) {
    const list = process?.execCPUAffinity?.[field];
    if (list === undefined || list === "" || (numberList(list)?.length ?? 0) > 0) continue;
    problems.push({
      pointer: pointer("/process/execCPUAffinity", field),
      message: "is not a list of processors",
      found: describeValue(list),
      allowed: `numbers and ranges from 0 to ${LAST_NUMBER}, such as 0-3,7`,
    });
  }
}
