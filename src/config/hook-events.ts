import type { ResolvedHook } from "./resolved.ts";

/** In the order in which a container meets them (runtime.md "Lifecycle"). */
export const HOOK_EVENTS: readonly ResolvedHook["event"][] = [
  "prestart",
  "createRuntime",
  "createContainer",
  "startContainer",
  "poststart",
  "poststop",
];
