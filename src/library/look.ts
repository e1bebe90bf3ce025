/** The verbs that only look; they change nothing, and are done in this process. */
import { resolve } from "node:path";
import type { Spec } from "../config/spec.ts";
import { type BundleReport, validateBundle } from "../lifecycle/bundle.ts";
import { defaultConfig } from "../lifecycle/default-config.ts";
import { statistics } from "../lifecycle/events.ts";
import { type Features, features as featuresOf } from "../lifecycle/features/features.ts";
import { type ListEntry, list as listAll } from "../lifecycle/list.ts";
import { planBundle } from "../lifecycle/plan.ts";
import { processes } from "../lifecycle/ps.ts";
import { defaultRoot } from "../lifecycle/root.ts";
import type { Runtime } from "../lifecycle/runtime.ts";
import { type StateOutput, state as stateOf } from "../lifecycle/state.ts";
import type { Addon } from "../native/addon.ts";
import { loadAddon } from "../native/load.ts";
import type { ContainerPlan } from "../plan/steps.ts";
import type { Options, PlanOptions } from "./options.ts";
import { type Statistics, statisticsOf } from "./statistics.ts";

/** The state of a container. Rejects with NOT_FOUND, INVALID_ID, STATE_DAMAGED. */
export async function state(id: string, options: Options = {}): Promise<StateOutput> {
  return stateOf(runtimeOf(options), id);
}

/** The states of all containers under the root. */
export async function list(options: Options = {}): Promise<ListEntry[]> {
  return listAll(runtimeOf(options));
}

/** The steps that create would take with the bundle on this host; needs no privilege. Rejects as create would. */
export async function plan(bundle: string, options: PlanOptions = {}): Promise<ContainerPlan> {
  const { id = "container", consoleSocket } = options;
  return planBundle(runtimeOf(options), {
    id,
    bundle: resolve(bundle),
    consoleSocket: consoleSocket === undefined ? undefined : resolve(consoleSocket),
    noPivot: false,
    noNewKeyring: false,
    preserveFds: 0,
    detached: consoleSocket !== undefined,
  });
}

/** Everything that is wrong with the bundle's config.json. Rejects only where it cannot be read. */
export async function validate(bundle: string): Promise<BundleReport> {
  return validateBundle(resolve(bundle));
}

/** What this runtime supports, as runtime-spec features.md has it. */
export async function features(): Promise<Features> {
  return featuresOf(runtimeOf({}));
}

/** A config.json to begin with: a shell in fresh namespaces; `rootless` for a container without privilege. */
export async function spec(options: { readonly rootless?: boolean } = {}): Promise<Spec> {
  const owner = { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 };
  return defaultConfig(options.rootless === true ? owner : undefined);
}

/** The pids of a container's processes as the host has them, ascending; none where it has stopped. */
export async function ps(id: string, options: Options = {}): Promise<number[]> {
  return processes(runtimeOf(options), id);
}

/** The statistics of a container now. Rejects with WRONG_STATE where it has stopped. */
export async function stats(id: string, options: Options = {}): Promise<Statistics> {
  return statisticsOf(statistics(runtimeOf(options), id));
}

function runtimeOf({ root, rootless = "auto", systemdCgroup, onWarning }: Options): Runtime {
  let addon: Addon | undefined;
  return {
    get addon() {
      addon ??= loadAddon();
      return addon;
    },
    root: root === undefined ? defaultRoot(rootless) : resolve(root),
    rootless,
    cgroupDriver: systemdCgroup === true ? "systemd" : "cgroupfs",
    activation: { listenFds: 0, notifySocket: undefined },
    warn: (message, from) => onWarning?.({ message, ...(from === undefined ? {} : { from }) }),
    note: undefined,
  };
}
