import { RuntimeError } from "../../common/errors.ts";
import type { HookResult } from "../../native/addon.ts";
import type { HookStep } from "../../plan/steps.ts";
import { identify } from "../../state/process.ts";
import type { StateRecord } from "../../state/record.ts";
import { callerEnvironment } from "../caller.ts";
import { attempt, hostFailure } from "../failure.ts";
import type { Session } from "../session.ts";

type HostHook = HookStep & { readonly at: "host"; readonly from: string };

/**
 * The status that a hook reads on stdin, by event (runtime-spec runtime.md "Lifecycle"). Hooks of prestart date from
 * runtime-spec 1.0, where they ran in start, and so in a container that was created; `created` is "after step 2", and
 * they are step 3.
 */
const STATUS = {
  prestart: "created",
  createRuntime: "creating",
  createContainer: "creating",
  startContainer: "created",
  poststart: "running",
  poststop: "stopped",
} as const;

/**
 * Run a hook in the runtime's namespaces. Whatever goes wrong with a poststop hook, its program missing included, is a
 * warning (runtime.md "Lifecycle"): else its container could never be deleted.
 */
export function runHook(step: HostHook, session: Session): void {
  session.hooksRan = true;
  try {
    runToItsEnd(step, session);
  } catch (error) {
    if (step.ifFails === "fail") throw error;
    session.warn(hostFailure(step, error).message, step.from);
  }
}

/** Its process group is on record while it lives, so that delete can end it. */
function runToItsEnd(step: HostHook, session: Session): void {
  const before = session.record().hooks;
  const result = session.addon.runHook({
    path: step.path,
    args: step.args,
    env: step.env ?? callerEnvironment(),
    stdin: stateFor(step, session),
    // as under runc, and as hooks with relative arguments expect
    directory: session.record().bundle,
    timeout: step.timeout,
    onStart: (pid) => note(step, session, [...before, { pid, startTime: identify(pid)?.startTime ?? "" }]),
  });
  note(step, session, before);
  if (!result.timedOut && result.status === 0) return;
  throw new RuntimeError("HOOK_FAILED", `${attempt(step)}: ${ending(result, step)}`, { from: step.from });
}

/** A poststop hook runs unrecorded where there is no room: a container must go away on a full disk too. */
function note(step: HostHook, session: Session, hooks: StateRecord["hooks"]): void {
  try {
    session.save({ hooks });
  } catch (error) {
    if (step.event !== "poststop") throw error;
    session.warn(`${attempt(step)} is not on record: ${String(error)}`, step.from);
  }
}

function ending(result: HookResult, step: HookStep): string {
  const output = result.output.trim();
  const told = output === "" ? "" : `: ${output}`;
  if (result.timedOut) return `ran out of its ${step.timeout / 1000} s and was killed${told}`;
  return `${result.signal > 0 ? `killed by signal ${result.signal}` : `exit status ${result.status}`}${told}`;
}

/** runtime-spec runtime.md "State". */
function stateFor(step: HookStep, session: Session): string {
  const { ociVersion, id, bundle, annotations } = session.record();
  const status = STATUS[step.event];
  const pid = status === "stopped" ? 0 : (session.init?.pid ?? session.record().pid);
  return JSON.stringify({ ociVersion, id, status, ...(pid > 0 ? { pid } : {}), bundle, annotations });
}
