/** hooks, and the state that those in the container's namespaces read on stdin (runtime.md "State"). */
import type { ResolvedHook } from "../../config/resolved.ts";
import type { PlanContext } from "../context.ts";
import type { HookEvent, HookStep, HostStep, InitStep } from "../steps.ts";

// ociVersion and annotations reach the container's life through this state alone.
export const handles: readonly string[] = ["/hooks", "/annotations", "/ociVersion"];

export function hostHooks(
  { spec }: PlanContext,
  event: Exclude<HookEvent, "createContainer" | "startContainer">,
): HostStep[] {
  // config.md "Poststop": a failure is logged, the rest goes on
  const ifFails = event === "poststop" ? "warn" : "fail";
  return hooksOf(spec.hooks, event).map((hook) => ({ at: "host", from: hook.from, ...stepOf(hook, ifFails) }));
}

/** The status is what the spec has for that moment: the gate lies between the two events. */
export function initHooks(context: PlanContext, event: "createContainer" | "startContainer"): InitStep[] {
  const state = stateAround(context, event === "createContainer" ? "creating" : "created");
  return hooksOf(context.spec.hooks, event).map((hook) => ({
    at: "init",
    from: hook.from,
    ...stepOf(hook, "fail"),
    ...state,
  }));
}

function hooksOf(hooks: readonly ResolvedHook[], event: HookEvent): ResolvedHook[] {
  return hooks.filter((hook) => hook.event === event);
}

function stepOf({ event, path, args, env, timeout }: ResolvedHook, ifFails: "fail" | "warn"): HookStep {
  return { op: "hook.run", event, path, args, env, timeout, ifFails };
}

/** The JSON text of the state before and after the pid, which is known only once init runs. */
function stateAround({ spec, request }: PlanContext, status: string): { stateBefore: string; stateAfter: string } {
  const before = JSON.stringify({ ociVersion: spec.ociVersion, id: request.id, status });
  const after = JSON.stringify({ bundle: request.bundle, annotations: spec.annotations });
  return { stateBefore: `${before.slice(0, -1)},"pid":`, stateAfter: `,${after.slice(1)}` };
}
