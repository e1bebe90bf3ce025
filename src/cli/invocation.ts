/** What a verb is given, and the two values that the global flags make: the log and the runtime. */
import { type Log, openLog } from "../common/log.ts";
import { defaultRoot } from "../lifecycle/root.ts";
import type { Runtime } from "../lifecycle/runtime.ts";
import type { Addon } from "../native/addon.ts";
import { loadAddon } from "../native/load.ts";
import { activationOf } from "./activation.ts";
import { type Arguments, isSet, textFlag } from "./arguments.ts";
import { resolveOptional, resolvePath } from "./environment.ts";

export interface Invocation {
  readonly runtime: Runtime;
  readonly args: Arguments;
}

/** Returns the exit status. */
export type Verb = (invocation: Invocation) => number;

export function logOf(globals: Arguments): Log {
  return openLog({
    file: resolveOptional(textFlag(globals, "log")),
    format: textFlag(globals, "log-format") === "json" ? "json" : "text",
    debug: isSet(globals, "debug"),
  });
}

export function runtimeOf(globals: Arguments, log: Log): Runtime {
  const rootless = rootlessOf(globals);
  const root = textFlag(globals, "root");
  let addon: Addon | undefined;
  return {
    // only verbs that touch the kernel load it
    get addon() {
      addon ??= loadAddon();
      return addon;
    },
    root: root === undefined ? defaultRoot(rootless) : resolvePath(root),
    rootless,
    cgroupDriver: isSet(globals, "systemd-cgroup") ? "systemd" : "cgroupfs",
    activation: activationOf(process.env, (message) => log.write({ level: "warning", msg: message })),
    warn: (message, from) => log.write({ level: "warning", msg: message, details: { from } }),
    note: isSet(globals, "debug")
      ? (message, from) => log.write({ level: "debug", msg: message, details: { from } })
      : undefined,
  };
}

/** The parser has checked the word. */
function rootlessOf(globals: Arguments): Runtime["rootless"] {
  const asked = textFlag(globals, "rootless");
  return asked === "true" || asked === "false" ? asked : "auto";
}
