/** Groups of resctrl. A directory that is made is a group, with the kernel's files in it. */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { RuntimeError } from "../../common/errors.ts";
import type { HostStep } from "../../plan/steps.ts";
import { hasCode } from "../../state/store.ts";
import { attempt } from "../failure.ts";
import { differing } from "../resctrl/schemata.ts";
import { initOf, type Session } from "../session.ts";

type Create = Extract<HostStep, { op: "resctrl.create" }>;
type Schemata = Extract<HostStep, { op: "resctrl.schemata" }>;
type Join = Extract<HostStep, { op: "resctrl.join" }>;
type Remove = Extract<HostStep, { op: "resctrl.remove" }>;

/** What this create makes is on record before it is made; only that is removed by delete. */
export function createGroup(step: Create, session: Session): void {
  const present = existsSync(step.dir);
  if (present && step.ifPresent === "use") return;
  if (present) throw refused(step, "EEXIST", "there is a group of that name already");
  if (step.ifMissing === "fail") {
    throw refused(step, "ENOENT", "there is no such class of service, and no schemata to make one with");
  }
  session.save({ resctrl: [...(session.record().resctrl ?? []), step.dir] });
  withStatus(step, () => mkdirSync(step.dir, 0o755));
}

/** A group that was there has somebody's schemata, and must agree. */
export function writeSchemata(step: Schemata, session: Session): void {
  const file = `${step.dir}/schemata`;
  if (step.ifShared === "write" || session.record().resctrl?.includes(step.dir)) {
    // in one write, which the kernel takes or refuses as a whole
    withStatus(step, () => writeFileSync(file, step.lines.map((line) => `${line}\n`).join("")));
    return;
  }
  const place = differing(step.lines.join("\n"), readFileSync(file, "latin1"), bandwidthStep(step.mount));
  if (place === undefined) return;
  throw refused(step, "EEXIST", `the class of service is there already, with another value of ${place}`);
}

export function joinGroup(step: Join, session: Session): void {
  withStatus(step, () => writeFileSync(`${step.dir}/tasks`, String(initOf(session).pid)));
}

/** The kernel removes the files with the directory, and moves tasks that are left to the group above. */
export function removeGroup(step: Remove, session: Session): void {
  const { resctrl, recorded } = session.record();
  if (!resctrl?.includes(step.dir) || (step.ifCreated === "keep" && recorded !== "creating")) return;
  try {
    rmdirSync(step.dir);
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
}

/** The steps that percentages of memory bandwidth go in; 0 where there are none. */
function bandwidthStep(mount: string): bigint {
  try {
    return BigInt(readFileSync(`${mount}/info/MB/bandwidth_gran`, "latin1").trim());
  } catch {
    return 0n;
  }
}

/** The kernel says in a file of its own why it refused. */
function withStatus(step: Create | Schemata | Join, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw Object.assign(error as Error, { detail: lastStatus(step.mount) });
  }
}

function lastStatus(mount: string): string | undefined {
  try {
    return readFileSync(`${mount}/info/last_cmd_status`, "latin1").trim() || undefined;
  } catch {
    return undefined;
  }
}

function refused(step: Create | Schemata, errno: "EEXIST" | "ENOENT", why: string): RuntimeError {
  return new RuntimeError("STEP_FAILED", `${attempt(step)}: ${why}`, { from: step.from, errno, hint: HINTS[step.op] });
}

const HINTS = {
  "resctrl.create": "see the directories of the resctrl file system",
  "resctrl.schemata": "give the class of service that is there the same schemata, or choose another closID",
} as const;
