import { pointer } from "../../common/pointer.ts";
import { HOOK_EVENTS } from "../hook-events.ts";
import { describeValue } from "../problem.ts";
import { type Draft, each, type Findings } from "./draft.ts";

/** config.md "POSIX-platform Hooks": the path is absolute. */
export function checkHooks({ hooks }: Draft, { problems }: Findings): void {
  for (const event of HOOK_EVENTS) {
    each(hooks?.[event], ({ path }, index) => {
      if (path === undefined || path.startsWith("/")) return;
      const place = pointer("/hooks", event, index, "path");
      problems.push({ pointer: place, message: "is not an absolute path", found: describeValue(path) });
    });
  }
}
