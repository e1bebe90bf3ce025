/** linux.resources.unified: files of cgroup v2 by their names, whatever they are (config-linux.md "Unified"). */
import { RuntimeError } from "../../../common/errors.ts";
import { pointer } from "../../../common/pointer.ts";
import { BLOCK, type Limit, type LimitContext, limitAt, type Place, placeOf } from "./limit.ts";

export const handles: readonly string[] = ["/linux/resources/unified"];

const POINTER = "/linux/resources/unified";

/** A limit of 1 would forbid a fork of init's own, so it waits with those of pids.ts: see build.ts. */
const TASKS = "pids.max";

export function unifiedLimits(context: LimitContext): Limit[] {
  return entries(context).flatMap(([file, value]) => (file === TASKS ? [] : writes(context, file, value)));
}

export function unifiedTasks(context: LimitContext): Limit[] {
  return entries(context).flatMap(([file, value]) => (file === TASKS ? writes(context, file, value) : []));
}

function entries(context: LimitContext): [file: string, value: string][] {
  const all = Object.entries(context.spec.resources.unified ?? {});
  if (all.length === 0 || context.facts.cgroup.mode === "v2") return all;
  throw new RuntimeError("UNSUPPORTED_HOST", "this host's containers are in cgroup v1, which has no unified files", {
    from: POINTER,
    hint: "use the fields of linux.resources, or a host with cgroup v2 alone",
  });
}

/** Files with a line for each device take one line at a time (io.max, rdma.max). */
function writes(context: LimitContext, file: string, value: string): Limit[] {
  const from = pointer(POINTER, file);
  const place = placeFor(context, file, from);
  return value
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => limitAt(place, { file, value: line, from }));
}

/** What is the cgroup's own, and pressure, is there without any controller. */
function placeFor(context: LimitContext, file: string, from: string): Place {
  const controller = file.slice(0, file.indexOf("."));
  const v2 = context.cgroups.find((cgroup) => cgroup.version === 2);
  const core = controller === "cgroup" || file.endsWith(".pressure");
  if (core && v2 !== undefined) return { controller: undefined, version: 2, dir: v2.dir };
  return placeOf(context, controller === BLOCK.v2 ? BLOCK : controller, from);
}
