import { pointer } from "../../common/pointer.ts";
import { describeValue } from "../problem.ts";
import { type Draft, each, type Findings } from "./draft.ts";

/** config.md "POSIX process": duplicate types are an error; setrlimit(2) refuses a soft limit above the hard one. */
export function checkRlimits({ process }: Draft, { problems }: Findings): void {
  const seen = new Set<string>();
  each(process?.rlimits, ({ type, soft, hard }, index) => {
    const place = pointer("/process/rlimits", index);
    if (type !== undefined && seen.has(type)) {
      problems.push({
        pointer: place,
        message: "limits what an earlier entry limits already",
        found: describeValue(type),
      });
    }
    if (type !== undefined) seen.add(type);
    if (soft !== undefined && hard !== undefined && soft > hard) {
      problems.push({
        pointer: pointer(place, "soft"),
        message: "is above the hard limit",
        found: String(soft),
        allowed: `at most ${hard}`,
      });
    }
  });
}
