import { pointer } from "../../common/pointer.ts";
import { byteLength } from "../byte-length.ts";
import { HOOK_EVENTS } from "../hook-events.ts";
import { describeValue } from "../problem.ts";
import { type Draft, each, type Findings } from "./draft.ts";

/** PATH_MAX of linux/limits.h without the NUL: no system call takes a longer path. */
const LONGEST_PATH = 4095;

/** Said before anything is made: in the midst of it, directories on the way to such a path would be there already. */
export function checkLengths(spec: Draft, findings: Findings): void {
  const { root, process, mounts, hooks, linux } = spec;
  check(root?.path, findings, "/root/path");
  check(process?.cwd, findings, "/process/cwd");
  check(process?.args?.[0], findings, "/process/args", 0);
  each(mounts, (mount, index) => {
    check(mount.destination, findings, "/mounts", index, "destination");
    check(mount.source, findings, "/mounts", index, "source");
  });
  for (const event of HOOK_EVENTS) {
    each(hooks?.[event], ({ path }, index) => check(path, findings, "/hooks", event, index, "path"));
  }
  each(linux?.namespaces, ({ path }, index) => check(path, findings, "/linux/namespaces", index, "path"));
  each(linux?.devices, ({ path }, index) => check(path, findings, "/linux/devices", index, "path"));
  each(linux?.maskedPaths, (path, index) => check(path, findings, "/linux/maskedPaths", index));
  each(linux?.readonlyPaths, (path, index) => check(path, findings, "/linux/readonlyPaths", index));
}

function check(path: string | undefined, { problems }: Findings, ...place: readonly (string | number)[]): void {
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
