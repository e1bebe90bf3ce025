/** From the options of the command line to the plan of an exec. */
import { resolveMemoryPolicy, resolveNamespaces, resolveSeccomp } from "../config/resolve/linux.ts";
import { HostExecFacts } from "../host/exec-facts.ts";
import { buildExecPlan, type ExecTemplate } from "../plan/build-exec.ts";
import type { ExecRequest } from "../plan/facts.ts";
import type { ExecPlan } from "../plan/steps.ts";
import type { StateRecord } from "../state/record.ts";
import { containerDir } from "../state/store.ts";
import { type AskedProcess, type ProcessFlags, processByFlags } from "./exec-process.ts";
import { processByFile } from "./exec-process-file.ts";
import { checkConsole, checkKeptFds, terminalSize } from "./inherited.ts";
import type { Runtime } from "./runtime.ts";
import { readSaved, type Saved } from "./saved.ts";

export interface ExecOptions {
  readonly id: string;
  /** Absolute path of a file with the process, or what differs from that of config.json. */
  readonly process: string | ProcessFlags;
  readonly detach: boolean;
  readonly pidFile: string | undefined;
  readonly consoleSocket: string | undefined;
  readonly pidfdSocket: string | undefined;
  readonly preserveFds: number;
  /** As in ExecRequest. */
  readonly subCgroups: ReadonlyMap<string, string>;
  readonly ignorePaused: boolean;
}

/** Throws as buildExecPlan does, and where the process that is asked for is none. */
export function prepareExec(rt: Runtime, record: StateRecord, options: ExecOptions): ExecPlan {
  const saved = readSaved(rt.root, record.id);
  const asked = processOf(rt, saved, options);
  const { process } = asked;
  const from = typeof options.process === "string" ? "process:/terminal" : "option:--tty";
  checkConsole(process, { detached: options.detach, consoleSocket: options.consoleSocket, from });
  checkKeptFds(rt.addon, options.preserveFds);
  const rlimits = process.rlimits.map(({ type }) => type);
  const facts = new HostExecFacts(rt.addon, { pid: record.pid, rlimits });
  const plan = buildExecPlan(templateOf(saved, record), facts, requestOf(rt, { record, saved, options, asked }));
  for (const warning of plan.warnings) rt.warn(warning.message, warning.from);
  return plan;
}

function processOf(rt: Runtime, { config }: Saved, { process }: ExecOptions): AskedProcess {
  return typeof process === "string"
    ? processByFile(config.process, process, rt.warn)
    : processByFlags(config.process, process, rt.warn);
}

/** No more of the configuration is looked at than a process has to do with. */
function templateOf({ config: { linux = {} }, cgroups, resctrl }: Saved, { filter }: StateRecord): ExecTemplate {
  return {
    spec: {
      namespaces: resolveNamespaces(linux),
      seccomp: resolveSeccomp(linux),
      personality: linux.personality?.domain,
      memoryPolicy: resolveMemoryPolicy(linux),
    },
    cgroups,
    resctrl,
    filter,
  };
}

interface Parts {
  readonly record: StateRecord;
  readonly saved: Saved;
  readonly options: ExecOptions;
  readonly asked: AskedProcess;
}

function requestOf(rt: Runtime, { record, saved, options, asked }: Parts): ExecRequest {
  const { detach, pidFile, consoleSocket, pidfdSocket, preserveFds, subCgroups } = options;
  return {
    id: record.id,
    bundle: record.bundle,
    stateDir: containerDir(rt.root, record.id),
    pidFile,
    consoleSocket,
    pidfdSocket,
    relayConsole: !detach,
    terminalSize: detach || !asked.process.terminal ? undefined : terminalSize(rt.addon),
    noNewKeyring: saved.noNewKeyring,
    keepFds: preserveFds,
    // as runc has it: those are for the container's own process
    listenFds: 0,
    notify: false,
    subCgroups,
    ...asked,
  };
}
