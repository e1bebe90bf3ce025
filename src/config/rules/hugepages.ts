import { pointer } from "../../common/pointer.ts";
import { describeValue } from "../problem.ts";
import { type Draft, each, type Findings } from "./draft.ts";

const AT = "/linux/resources/hugepageLimits";

/** config-linux.md "Huge page limits". The size is part of a file's name, and so must be nothing else. */
export function checkHugepages({ linux }: Draft, { problems }: Findings): void {
  each(linux?.resources?.hugepageLimits, ({ pageSize }, index) => {
    if (pageSize === undefined || isPageSize(pageSize)) return;
    problems.push({
      pointer: pointer(AT, index, "pageSize"),
      message: "is no size of huge pages",
      found: describeValue(pageSize),
      allowed: "a number and KB, MB or GB, such as 2MB",
    });
  });
}

function isPageSize(text: string): boolean {
  return /^[1-9]\d*[KMG]B$/.test(text);
}
