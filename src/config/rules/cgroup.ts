import { describeValue } from "../problem.ts";
import type { Draft, Findings } from "./draft.ts";

/** A path with `..` would put the container, and its limits, into somebody else's cgroup (GHSA-5g49-rx9x-qfc6). */
export function checkCgroup({ linux }: Draft, { problems }: Findings): void {
  const path = linux?.cgroupsPath;
  if (path === undefined || !path.split("/").includes("..")) return;
  problems.push({
    pointer: "/linux/cgroupsPath",
    message: "must not lead upwards",
    found: describeValue(path),
    allowed: "a path without ..",
  });
}
