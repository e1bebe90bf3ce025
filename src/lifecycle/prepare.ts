/** What create and `caisson plan` share: from the options of the command line to a plan. */
import type { ResolvedSpec } from "../config/resolved.ts";
import type { Spec } from "../config/spec.ts";
import { gatherFacts } from "../host/facts.ts";
import { wantedControllers } from "../plan/areas/cgroup/wanted.ts";
import { buildPlan } from "../plan/build.ts";
import type { Facts, PlanRequest } from "../plan/facts.ts";
import type { ContainerPlan } from "../plan/steps.ts";
import { loadBundle } from "./bundle.ts";
import { checkConsole, checkKeptFds, terminalSize } from "./inherited.ts";
import type { CreateOptions, Runtime } from "./runtime.ts";

export interface PlanInputs {
  readonly config: Spec;
  readonly spec: ResolvedSpec;
  readonly request: PlanRequest;
  readonly facts: Facts;
}

export interface Prepared extends Omit<PlanInputs, "facts"> {
  readonly plan: ContainerPlan;
}

export function prepare(rt: Runtime, options: CreateOptions & { readonly detached: boolean }): Prepared {
  const { facts, ...inputs } = gatherInputs(rt, options);
  const plan = buildPlan(inputs.spec, facts, inputs.request);
  for (const warning of plan.warnings) rt.warn(warning.message, warning.from);
  return { ...inputs, plan };
}

export function gatherInputs(rt: Runtime, options: CreateOptions & { readonly detached: boolean }): PlanInputs {
  const { config, spec } = loadBundle(options.bundle, rt.warn);
  checkConsole(spec.process, { ...options, from: "/process/terminal" });
  const { listenFds, notifySocket } = rt.activation;
  const request: PlanRequest = {
    id: options.id,
    bundle: options.bundle,
    stateDir: `${rt.root}/${options.id}`,
    pidFile: options.pidFile,
    consoleSocket: options.consoleSocket,
    pidfdSocket: options.pidfdSocket,
    relayConsole: !options.detached,
    terminalSize: options.detached || spec.process?.terminal !== true ? undefined : terminalSize(rt.addon),
    noPivot: options.noPivot,
    rootless: rt.rootless,
    cgroupDriver: rt.cgroupDriver,
    noNewKeyring: options.noNewKeyring,
    keepFds: listenFds + options.preserveFds,
    listenFds,
    notify: notifySocket !== undefined,
  };
  checkKeptFds(rt.addon, request.keepFds);
  const rlimits = spec.process?.rlimits.map((limit) => limit.type) ?? [];
  const facts = gatherFacts(rt.addon, {
    rlimits,
    controllers: wantedControllers(spec.resources),
    cgroupDriver: rt.cgroupDriver,
    rootless: rt.rootless,
  });
  return { config, spec, request, facts };
}
