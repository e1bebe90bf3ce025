import { exec } from "../../lifecycle/exec.ts";
import type { ProcessFlags } from "../../lifecycle/exec-process.ts";
import type { ExecOptions } from "../../lifecycle/prepare-exec.ts";
import { type Arguments, countFlag, isSet, listFlag, positional, textFlag } from "../arguments.ts";
import { resolveOptional } from "../environment.ts";
import { parseGroup, parseUser } from "../ids.ts";
import type { Verb } from "../invocation.ts";
import { parseSubCgroups } from "../sub-cgroups.ts";

export const run: Verb = ({ runtime, args }) => exec(runtime, options(args));

function options(args: Arguments): ExecOptions {
  const file = resolveOptional(textFlag(args, "process"));
  return {
    id: positional(args, 0),
    process: file ?? flags(args),
    detach: isSet(args, "detach"),
    pidFile: resolveOptional(textFlag(args, "pid-file")),
    consoleSocket: resolveOptional(textFlag(args, "console-socket")),
    pidfdSocket: resolveOptional(textFlag(args, "pidfd-socket")),
    preserveFds: countFlag(args, "preserve-fds"),
    subCgroups: parseSubCgroups(listFlag(args, "cgroup")),
    ignorePaused: isSet(args, "ignore-paused"),
  };
}

function flags(args: Arguments): ProcessFlags {
  const user = textFlag(args, "user");
  return {
    args: args.positionals.slice(1),
    cwd: textFlag(args, "cwd"),
    env: listFlag(args, "env"),
    terminal: isSet(args, "tty"),
    user: user === undefined ? undefined : parseUser(user),
    additionalGids: listFlag(args, "additional-gids").map(parseGroup),
    capabilities: listFlag(args, "cap"),
    selinuxLabel: textFlag(args, "process-label"),
    apparmorProfile: textFlag(args, "apparmor"),
    noNewPrivileges: args.flags.has("no-new-privs") ? isSet(args, "no-new-privs") : undefined,
  };
}
