import { pointer } from "../../common/pointer.ts";
import { HOOK_EVENTS } from "../hook-events.ts";
import type { ResolvedHook } from "../resolved.ts";
import type { Hooks } from "../spec.ts";

/** poll(2) takes an int of milliseconds: 24 days. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

export function resolveHooks(hooks: Hooks): ResolvedHook[] {
  return HOOK_EVENTS.flatMap((event) => {
    return (hooks[event] ?? []).map((hook, index) => ({
      event,
      path: hook.path,
      args: hook.args === undefined || hook.args.length === 0 ? [hook.path] : hook.args,
      env: hook.env,
      timeout: Math.min((hook.timeout ?? 0) * 1000, LONGEST_TIMEOUT),
      from: pointer("/hooks", event, index),
    }));
  });
}
