import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { HostStep } from "../../plan/steps.ts";
import { hasCode } from "../../state/store.ts";
import { initOf, type Session } from "../session.ts";
import { hierarchiesOf } from "./facts.ts";
import { attachToUnit } from "./systemd/units.ts";
import { writeControl } from "./write.ts";

type Create = Extract<HostStep, { op: "cgroup.create" }>;
type Join = Extract<HostStep, { op: "cgroup.join" }>;

/** Make the directory; parents that are missing are made too, and stay (as runc and crun leave them). */
export function createCgroup(step: Create, session: Session): void {
  try {
    const first = mkdirSync(step.dir, { recursive: true, mode: 0o755 });
    if (step.controllers.includes("cpuset")) inheritCpuset(step.dir, first ?? step.dir);
  } catch (error) {
    if (step.ifDenied === "fail" || !isDenied(error)) throw error;
    session.deniedCgroups.add(step.dir);
  }
}

/** v1: a new cpuset is empty and takes no process until cpus and mems are given, parents first (cpuset(7)). */
function inheritCpuset(dir: string, first: string): void {
  if (dir !== first) inheritCpuset(dirname(dir), first);
  for (const file of ["cpuset.cpus", "cpuset.mems"]) {
    if (readFileSync(`${dir}/${file}`, "latin1").trim() !== "") continue;
    writeFileSync(`${dir}/${file}`, readFileSync(`${dirname(dir)}/${file}`, "latin1"));
  }
}

export function joinCgroup(step: Join, session: Session): void {
  if (session.deniedCgroups.has(step.dir)) return;
  try {
    putInto(step.dir, step.unit, session);
  } catch (error) {
    if (step.ifBusy === "beside-init" && hasCode(error, "EBUSY")) joinBesideInit(step.unit, session);
    else if (step.ifDenied === "fail" || !isDenied(error)) throw error;
  }
}

function putInto(dir: string, unit: Join["unit"], session: Session): void {
  try {
    writeControl(`${dir}/cgroup.procs`, String(initOf(session).pid));
  } catch (error) {
    if (unit === undefined || !isDenied(error)) throw error;
    attachToUnit(unit, dir, session);
  }
}

/**
 * cgroup-v2.rst "No Internal Process Constraint": where the container has handed controllers down, the cgroup that was made
 * for it takes no process any more. Its init is in one that does.
 */
function joinBesideInit(unit: Join["unit"], session: Session): void {
  const { pid } = session.record();
  const hierarchies = hierarchiesOf(
    readFileSync(`/proc/${pid}/cgroup`, "utf8"),
    readFileSync("/proc/self/mountinfo", "utf8"),
  );
  const unified = hierarchies.find(({ controllers }) => controllers.length === 0);
  if (unified === undefined) throw new Error("init is in no cgroup of v2");
  putInto(`${unified.mount}${unified.self}`, unit, session);
}

function isDenied(error: unknown): boolean {
  return ["EACCES", "EPERM", "EROFS", "ENOENT"].some((code) => hasCode(error, code));
}
