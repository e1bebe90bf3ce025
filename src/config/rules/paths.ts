import { pointer } from "../../common/pointer.ts";
import { describeValue } from "../problem.ts";
import { type Draft, each, type Findings } from "./draft.ts";

/** config-linux.md "Masked Paths" and "Readonly Paths": absolute in the container. */
export function checkPaths({ linux }: Draft, { problems }: Findings): void {
  for (const field of ["maskedPaths", "readonlyPaths"] as const) {
    each(linux?.[field], (path, index) => {
      if (path.startsWith("/")) return;
      problems.push({
        pointer: pointer("/linux", field, index),
        message: "is not an absolute path",
        found: describeValue(path),
      });
    });
  }
}
