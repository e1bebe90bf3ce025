import { pointer } from "../../common/pointer.ts";
import { capabilityBits } from "../capabilities.ts";
import type { ResolvedProcess } from "../resolved.ts";
import { RLIMITS } from "../rlimits.ts";
import type { Process } from "../spec.ts";

export function resolveProcess(process: Process): ResolvedProcess {
  const { user } = process;
  return {
    terminal: process.terminal ?? false,
    consoleSize: resolveConsoleSize(process),
    uid: user?.uid ?? 0,
    gid: user?.gid ?? 0,
    additionalGids: user?.additionalGids ?? [],
    umask: user?.umask,
    args: process.args ?? [],
    env: process.env ?? [],
    cwd: process.cwd,
    capabilities: resolveCapabilities(process.capabilities),
    rlimits: resolveRlimits(process.rlimits ?? []),
    noNewPrivileges: process.noNewPrivileges ?? false,
    oomScoreAdj: process.oomScoreAdj,
    apparmorProfile: process.apparmorProfile === "" ? undefined : process.apparmorProfile,
    selinuxLabel: process.selinuxLabel === "" ? undefined : process.selinuxLabel,
    scheduler: resolveScheduler(process),
    ioPriority: process.ioPriority,
    execCPUAffinity: process.execCPUAffinity,
  };
}

/** config.md "Linux Process": what is not set is 0. */
function resolveScheduler({ scheduler }: Process): ResolvedProcess["scheduler"] {
  if (scheduler === undefined) return undefined;
  const { policy, nice = 0, priority = 0, flags = [], runtime = 0, deadline = 0, period = 0 } = scheduler;
  const times = { runtime: BigInt(runtime), deadline: BigInt(deadline), period: BigInt(period) };
  return { policy, flags, nice, priority, ...times };
}

/** Without a terminal the size means nothing (config.md "Process"), and 0 by 0 is how callers write that they know none. */
function resolveConsoleSize({ terminal, consoleSize }: Process): ResolvedProcess["consoleSize"] {
  if (terminal !== true || consoleSize === undefined) return undefined;
  const { height, width } = consoleSize;
  return height === 0 && width === 0 ? undefined : { rows: height, columns: width };
}

function resolveCapabilities(capabilities: Process["capabilities"]): ResolvedProcess["capabilities"] {
  if (capabilities === undefined) return undefined;
  const permitted = capabilityBits(capabilities.permitted);
  const inheritable = capabilityBits(capabilities.inheritable);
  return {
    bounding: capabilityBits(capabilities.bounding),
    effective: capabilityBits(capabilities.effective),
    inheritable,
    permitted,
    // A capability can only be ambient while it is permitted and inheritable (capabilities(7)). Callers list it as ambient
    // without the latter since CVE-2022-29162; it then has no effect in any runtime.
    ambient: capabilityBits(capabilities.ambient) & permitted & inheritable,
  };
}

function resolveRlimits(rlimits: NonNullable<Process["rlimits"]>): ResolvedProcess["rlimits"] {
  return rlimits.map(({ type, soft, hard }, index) => {
    const resource = RLIMITS.get(type);
    if (resource === undefined) throw new TypeError(`${type} has no number`);
    return { type, resource, soft: BigInt(soft), hard: BigInt(hard), from: pointer("/process/rlimits", index) };
  });
}
