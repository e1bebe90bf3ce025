import { pointer } from "../../common/pointer.ts";
import { HOOK_EVENTS } from "../hook-events.ts";
import type { ResolvedHook } from "../resolved.ts";
import type { Hook, Hooks } from "../spec.ts";

/** poll(2) takes an int of milliseconds: 24 days. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

export function resolveHooks(hooks: Hooks): ResolvedHook[] {
  const resolved: ResolvedHook[] = [];
  for (const event of HOOK_EVENTS) {
    for (const [index, hook] of (hooks[event] ?? []).entries()) {
      resolved.push({ event, ...resolveHook(hook), from: pointer("/hooks", event, index) });
    }
  }
  return resolved;
}

function resolveHook({ path, args, env, timeout }: Hook): Omit<ResolvedHook, "event" | "from"> {
  return {
    path,
    args: args === undefined || args.length === 0 ? [path] : args,
    env,
    timeout: Math.min((timeout ?? 0) * 1000, LONGEST_TIMEOUT),
  };
}
