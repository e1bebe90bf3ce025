/** exec: the cgroups that create made for the container, or those below them that the caller names (`--cgroup`). */
import { RuntimeError } from "../../../common/errors.ts";
import type { ExecRequest } from "../../facts.ts";
import type { MadeCgroup } from "./made.ts";
import type { CgroupGoal } from "./paths.ts";

const FROM = "option:--cgroup";

export function execCgroups(
  made: readonly MadeCgroup[],
  { subCgroups }: Pick<ExecRequest, "subCgroups">,
): CgroupGoal[] {
  for (const controller of subCgroups.keys()) checkController(controller, made);
  return made.map(({ dir, controllers, ifDenied, from, unit: owner }) => {
    const version = controllers.length === 0 ? 2 : 1;
    const below =
      subCgroups.get("") ?? controllers.map((name) => subCgroups.get(name)).find((path) => path !== undefined);
    const unit = owner === undefined ? {} : { unit: { ...owner, dir } };
    if (below === undefined) return { version, dir, from, ifDenied, ifBusy: "beside-init", ...unit };
    return { version, dir: subCgroup(dir, below), from: FROM, ifDenied: "fail", ifBusy: "fail", ...unit };
  });
}

function checkController(name: string, made: readonly MadeCgroup[]): void {
  if (name === "" || made.some(({ controllers }) => controllers.includes(name))) return;
  const known = made.flatMap(({ controllers }) => controllers);
  throw new RuntimeError("USAGE", `unknown controller ${name} in --cgroup`, {
    from: FROM,
    hint:
      known.length === 0
        ? "the container is in cgroup v2, which has one tree for all controllers: give the path alone"
        : `the container has cgroups of ${known.join(", ")}`,
  });
}

/** GHSA-5g49-rx9x-qfc6: whatever the path says, it stays below the container's own cgroup. */
function subCgroup(dir: string, path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.pop() === undefined) throw outside(path);
    if (part !== "..") parts.push(part);
  }
  return [dir, ...parts].join("/");
}

function outside(path: string): RuntimeError {
  return new RuntimeError("USAGE", `${path} is not a sub cgroup path`, {
    from: FROM,
    hint: "the path counts from the container's own cgroup, and may not leave it",
  });
}
