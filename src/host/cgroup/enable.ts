import { readFileSync } from "node:fs";
import { RuntimeError } from "../../common/errors.ts";
import type { HostStep } from "../../plan/steps.ts";
import { writeControl } from "./write.ts";

type Enable = Extract<HostStep, { op: "cgroup.enable" }>;

/** v2: from the mount point down, since a controller reaches a child only through every parent. */
export function enableControllers(step: Enable): void {
  const names = step.dir.slice(step.mount.length).split("/").filter(Boolean);
  let dir = step.mount;
  for (const name of names) {
    enableIn(dir, step);
    dir = `${dir}/${name}`;
  }
}

function enableIn(dir: string, { controllers, needed }: Enable): void {
  const offered = words(`${dir}/cgroup.controllers`);
  for (const controller in needed) {
    if (!offered.includes(controller)) throw notOffered(controller, dir, needed[controller] ?? "");
  }
  const enabled = words(`${dir}/cgroup.subtree_control`);
  const missing = controllers.filter((name) => offered.includes(name) && !enabled.includes(name));
  if (missing.length === 0) return;
  try {
    enable(dir, missing);
  } catch {
    // the kernel takes all or none: one by one, those count that a limit needs
    for (const name of missing) enableAlone(dir, name, needed[name]);
  }
}

function enable(dir: string, controllers: readonly string[]): void {
  writeControl(`${dir}/cgroup.subtree_control`, controllers.map((name) => `+${name}`).join(" "));
}

/** `from` is the limit that needs it, if any does. */
function enableAlone(dir: string, controller: string, from: string | undefined): void {
  try {
    enable(dir, [controller]);
  } catch (error) {
    if (from !== undefined) throw notEnabled(error, { controller, dir, from });
  }
}

function notOffered(controller: string, dir: string, from: string): RuntimeError {
  return new RuntimeError("UNSUPPORTED_HOST", `the cgroup controller ${controller} is not delegated to ${dir}`, {
    from,
    hint: "delegate it (Delegate= of the systemd unit, or cgroup.subtree_control of the parents), or leave the limit out",
  });
}

const HINTS: Readonly<Record<string, string>> = {
  EBUSY: "processes are in that cgroup beside others below it: choose a cgroupsPath elsewhere, or move them to a leaf",
  EACCES: "the runtime's user may not change that cgroup: delegate it, or leave the limit out",
  EPERM: "the runtime's user may not change that cgroup: delegate it, or leave the limit out",
  EOPNOTSUPP: "the cgroup is threaded, or below one that is, and this controller is not",
};

interface Failed {
  readonly controller: string;
  readonly dir: string;
  readonly from: string;
}

function notEnabled(cause: unknown, { controller, dir, from }: Failed): RuntimeError {
  const { code = "", syscall = "write" } = cause as NodeJS.ErrnoException;
  const message = `the cgroup controller ${controller} cannot be enabled below ${dir}`;
  const hint = HINTS[code];
  return new RuntimeError("STEP_FAILED", message, {
    from,
    errno: code,
    syscall,
    ...(hint === undefined ? {} : { hint }),
    cause,
  });
}

function words(file: string): string[] {
  return readFileSync(file, "latin1").trim().split(" ").filter(Boolean);
}
