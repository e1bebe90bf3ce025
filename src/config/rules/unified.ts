import { pointer } from "../../common/pointer.ts";
import { describeValue, type Problem } from "../problem.ts";
import type { Draft, Findings } from "./draft.ts";

const AT = "/linux/resources/unified";
/** Files that act on processes: writing them would limit nothing, but move, stop or end something. */
const ACTIONS = ["cgroup.procs", "cgroup.threads", "cgroup.kill", "cgroup.freeze"];

/** config-linux.md "Unified". A key is the name of a file in the container's cgroup, and must not lead out of it. */
export function checkUnified({ linux }: Draft, { problems }: Findings): void {
  const unified = linux?.resources?.unified;
  if (unified === undefined) return;
  for (const [file, value] of Object.entries(unified)) {
    const wrong = problemOf(file, value);
    if (wrong !== undefined) problems.push({ pointer: pointer(AT, file), ...wrong });
  }
}

type Wrong = Omit<Problem, "pointer">;

function problemOf(file: string, value: string | undefined): Wrong | undefined {
  if (!isFileName(file)) {
    const allowed = "CONTROLLER.PARAMETER without slashes, such as memory.high";
    return { message: "is no name of a cgroup v2 file", found: describeValue(file), allowed };
  }
  if (ACTIONS.includes(file)) {
    return { message: "is no limit: it moves, stops or ends processes", allowed: "files that hold settings" };
  }
  // the kernel reads an empty value as 0 in some files, and refuses it in others
  if (value?.trim() === "") return { message: "must not be empty", found: describeValue(value) };
  return undefined;
}

function isFileName(file: string): boolean {
  return file.indexOf(".") > 0 && !file.endsWith(".") && !file.includes("/") && !file.includes("\n");
}
