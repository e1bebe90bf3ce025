/** The process that exec is asked for: a file, or flags on top of what config.json has. */

import { RuntimeError } from "../common/errors.ts";
import { CONFIG_FILE, configError, type Problem, problemLine } from "../config/problem.ts";
import { checkProcessAlone } from "../config/process-alone.ts";
import { resolveProcess } from "../config/resolve/process.ts";
import type { ResolvedProcess } from "../config/resolved.ts";
import type { Process } from "../config/spec.ts";
import { Suggestions } from "../config/suggest.ts";
import type { ExecRequest } from "../plan/facts.ts";
import { type Warn, warnOf } from "./config-warnings.ts";

/** What is undefined, empty or false stays as config.json has it; but for a terminal, which must be asked for. */
export interface ProcessFlags {
  readonly args: readonly string[];
  readonly cwd: string | undefined;
  readonly env: readonly string[];
  readonly terminal: boolean;
  readonly user: { readonly uid: number; readonly gid: number | undefined } | undefined;
  readonly additionalGids: readonly number[];
  readonly capabilities: readonly string[];
  readonly selinuxLabel: string | undefined;
  readonly apparmorProfile: string | undefined;
  readonly noNewPrivileges: boolean | undefined;
}

export interface AskedProcess {
  readonly process: ResolvedProcess;
  readonly origins: ExecRequest["origins"];
}

/** Throws USAGE or CONFIG_INVALID with the flag at fault. */
export function processByFlags(base: Process | undefined, flags: ProcessFlags, warn: Warn): AskedProcess {
  if (flags.args.length === 0) {
    throw new RuntimeError("USAGE", "exec args cannot be empty", {
      hint: "give a program to run after the container's id, or --process FILE",
    });
  }
  if (base === undefined) {
    throw new RuntimeError("WRONG_STATE", `${CONFIG_FILE} of the container has no process to go by`, {
      from: "/process",
      hint: "give --process FILE",
    });
  }
  const process = merged(base, flags);
  const origins = originsOf(flags);
  const found = checkProcessAlone(process, { pruned: [], suggestions: new Suggestions() });
  const problems = named(found.problems, origins);
  const warnings = named(found.warnings, origins);
  warnOf(warnings, "exec", warn);
  if (problems.length > 0) throw configError(problems, "exec");
  return { process: resolveProcess(process), origins };
}

function merged(base: Process, flags: ProcessFlags): Process {
  const { args, cwd, env, terminal, selinuxLabel, apparmorProfile, noNewPrivileges } = flags;
  return {
    ...base,
    args: [...args],
    env: [...(base.env ?? []), ...env],
    terminal,
    user: userOf(base, flags),
    ...(cwd === undefined ? {} : { cwd }),
    ...(flags.capabilities.length === 0 ? {} : { capabilities: capabilitiesOf(base, flags.capabilities) }),
    ...(selinuxLabel === undefined ? {} : { selinuxLabel }),
    ...(apparmorProfile === undefined ? {} : { apparmorProfile }),
    ...(noNewPrivileges === undefined ? {} : { noNewPrivileges }),
  };
}

/** Without a group in --user it stays that of config.json, as under runc. */
function userOf({ user }: Process, flags: ProcessFlags): NonNullable<Process["user"]> {
  return {
    ...user,
    uid: flags.user?.uid ?? user?.uid ?? 0,
    gid: flags.user?.gid ?? user?.gid ?? 0,
    additionalGids: [...(user?.additionalGids ?? []), ...flags.additionalGids],
  };
}

/** Never inheritable (CVE-2022-29162); so ambient only where config.json has it inheritable. */
function capabilitiesOf(
  { capabilities = {} }: Process,
  added: readonly string[],
): NonNullable<Process["capabilities"]> {
  const { bounding = [], effective = [], permitted = [], ambient = [] } = capabilities;
  const plus = (set: readonly string[]): string[] => [...set, ...added.filter((name) => !set.includes(name))];
  return {
    ...capabilities,
    bounding: plus(bounding),
    effective: plus(effective),
    permitted: plus(permitted),
    ambient: plus(ambient),
  };
}

function originsOf(flags: ProcessFlags): ExecRequest["origins"] {
  const places: readonly (readonly [given: boolean, place: string, origin: string])[] = [
    [true, "args", "command line"],
    [flags.cwd !== undefined, "cwd", "--cwd"],
    [flags.env.length > 0, "env", "--env"],
    [flags.terminal, "terminal", "--tty"],
    [flags.additionalGids.length > 0, "user/additionalGids", "--additional-gids"],
    [flags.user !== undefined, "user", "--user"],
    [flags.capabilities.length > 0, "capabilities", "--cap"],
    [flags.selinuxLabel !== undefined, "selinuxLabel", "--process-label"],
    [flags.apparmorProfile !== undefined, "apparmorProfile", "--apparmor"],
    [flags.noNewPrivileges !== undefined, "noNewPrivileges", "--no-new-privs"],
  ];
  return places.filter(([given]) => given).map(([, place, origin]) => [`/process/${place}`, `option:${origin}`]);
}

/** With the flag in place of the pointer; what one flag has done to several sets is said once. */
function named(problems: readonly Problem[], origins: ExecRequest["origins"]): Problem[] {
  const lines = new Map<string, Problem>();
  for (const problem of problems) {
    const place = `/process${problem.pointer}`;
    const found = origins.find(([prefix]) => place === prefix || place.startsWith(`${prefix}/`));
    const pointer = found === undefined ? place : found[1].replace("option:", "");
    lines.set(problemLine({ ...problem, pointer }), { ...problem, pointer });
  }
  return [...lines.values()];
}
