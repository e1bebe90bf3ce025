import { pointer } from "../../common/pointer.ts";
import { byteLength } from "../byte-length.ts";
import { describeValue } from "../problem.ts";
import type { Findings } from "./draft.ts";

/** PATH_MAX of linux/limits.h without the NUL: no system call takes a longer path. */
const LONGEST_PATH = 4095;

export function checkLength(
  path: string | undefined,
  { problems }: Findings,
  ...place: readonly (string | number)[]
): void {
  // a code unit has three bytes at most, and nearly every path is short
  if (path === undefined || path.length * 3 <= LONGEST_PATH || byteLength(path) <= LONGEST_PATH) return;
  const [base = "", ...tokens] = place;
  problems.push({
    pointer: pointer(String(base), ...tokens),
    message: "is too long",
    found: describeValue(path),
    allowed: `at most ${LONGEST_PATH} bytes`,
  });
}
