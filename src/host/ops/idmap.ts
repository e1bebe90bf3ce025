import { writeFileSync } from "node:fs";
import { RuntimeError } from "../../common/errors.ts";
import type { HostStep } from "../../plan/steps.ts";
import { initOf, type Session } from "../session.ts";

type IdMap = Extract<HostStep, { op: "idmap.write" }>;

/** A helper that hangs would hang create; these two do one write. Milliseconds. */
const HELPER_PATIENCE = 10_000;

/** user_namespaces(7): a map is written once, whole, in one write. */
export function writeIdMap(step: IdMap, session: Session): void {
  const { pid } = initOf(session);
  // since Linux 3.19 a gid map without privilege wants setgroups denied first
  if (step.denySetgroups) writeFileSync(`/proc/${pid}/setgroups`, "deny");
  if (step.helper !== undefined) {
    runHelper(step.helper, step, session);
    return;
  }
  const lines = step.mappings.map((m) => `${m.containerID} ${m.hostID} ${m.size}\n`);
  writeFileSync(`/proc/${pid}/${step.kind}_map`, lines.join(""));
}

function runHelper(helper: string, step: IdMap, session: Session): void {
  const numbers = step.mappings.flatMap((m) => [String(m.containerID), String(m.hostID), String(m.size)]);
  const result = session.addon.runHook({
    path: helper,
    args: [helper, String(initOf(session).pid), ...numbers],
    env: [],
    stdin: "",
    directory: "/",
    timeout: HELPER_PATIENCE,
    onStart: () => {},
  });
  if (result.status === 0) return;
  throw new RuntimeError("STEP_FAILED", `${helper} failed: ${result.output.trim() || `exit status ${result.status}`}`, {
    from: step.from,
    hint: "the ids must be granted to this user in /etc/subuid and /etc/subgid",
  });
}
