/** What create and `caisson plan` share: from the options of the command line to a plan. */
import { RuntimeError } from "../common/errors.ts";
import type { ResolvedSpec } from "../config/resolved.ts";
import { caller } from "../host/caller.ts";
import { gatherFacts } from "../host/facts.ts";
import { wantedControllers } from "../plan/areas/cgroup/wanted.ts";
import { buildPlan } from "../plan/build.ts";
import type { Facts, PlanRequest } from "../plan/facts.ts";
import type { ContainerPlan } from "../plan/steps.ts";
import { loadBundle } from "./bundle.ts";
import type { CreateOptions, Runtime } from "./runtime.ts";

export interface PlanInputs {
  readonly spec: ResolvedSpec;
  readonly request: PlanRequest;
  readonly facts: Facts;
}

export interface Prepared extends Omit<PlanInputs, "facts"> {
  readonly plan: ContainerPlan;
}

const FIRST_FD = 3;

export function prepare(rt: Runtime, options: CreateOptions & { readonly detached: boolean }): Prepared {
  const { spec, request, facts } = gatherInputs(rt, options);
  const plan = buildPlan(spec, facts, request);
  for (const warning of plan.warnings) rt.warn(warning.message, warning.from);
  return { spec, request, plan };
}

export function gatherInputs(rt: Runtime, options: CreateOptions & { readonly detached: boolean }): PlanInputs {
  const spec = loadBundle(options.bundle, rt.warn);
  checkConsole(spec, options);
  const listenFds = inheritedListenFds();
  const request: PlanRequest = {
    id: options.id,
    bundle: options.bundle,
    stateDir: `${rt.root}/${options.id}`,
    pidFile: options.pidFile,
    consoleSocket: options.consoleSocket,
    pidfdSocket: options.pidfdSocket,
    relayConsole: !options.detached,
    terminalSize: options.detached || spec.process?.terminal !== true ? undefined : terminalSize(rt),
    noPivot: options.noPivot,
    rootless: rt.rootless,
    noNewKeyring: options.noNewKeyring,
    keepFds: listenFds + options.preserveFds,
    listenFds,
  };
  checkKeptFds(rt, request);
  const rlimits = spec.process?.rlimits.map((limit) => limit.type) ?? [];
  const facts = gatherFacts(rt.addon, {
    rlimits,
    controllers: wantedControllers(spec.resources),
  });
  return { spec, request, facts };
}

function terminalSize(rt: Runtime): PlanRequest["terminalSize"] {
  return [0, 1, 2].map((fd) => rt.addon.windowSize(fd)).find((size) => size !== undefined);
}

/** sd_listen_fds(3): the caller passed that many descriptors from 3 on. */
function inheritedListenFds(): number {
  const count = Number(process.env.LISTEN_FDS ?? 0);
  return Number.isInteger(count) && count > 0 ? count : 0;
}

function checkKeptFds(rt: Runtime, request: PlanRequest): void {
  const counted = caller().keptFds;
  for (let fd = FIRST_FD; fd < FIRST_FD + request.keepFds; fd += 1) {
    const open = counted === undefined ? rt.addon.isInherited(fd) : fd < FIRST_FD + counted;
    if (open) continue;
    throw new RuntimeError("USAGE", `file descriptor ${fd} is to be kept for the container, but it is not open`, {
      errno: "EBADF",
      hint: "--preserve-fds N and LISTEN_FDS=N want N descriptors from 3 on",
    });
  }
}

/** A terminal needs somebody who holds the other end. */
function checkConsole(spec: ResolvedSpec, options: CreateOptions & { readonly detached: boolean }): void {
  const terminal = spec.process?.terminal === true;
  if (terminal && options.detached && options.consoleSocket === undefined) {
    throw new RuntimeError("USAGE", "cannot allocate tty if the runtime will detach without setting console socket", {
      from: "/process/terminal",
      hint: "give --console-socket, or set process.terminal to false",
    });
  }
  if ((!terminal || !options.detached) && options.consoleSocket !== undefined) {
    throw new RuntimeError("USAGE", "cannot use console socket if the runtime will not detach or allocate tty", {
      from: "/process/terminal",
      hint: "--console-socket goes with process.terminal true and a detached container",
    });
  }
}
