/**
 * The order of everything that restoring a container does. Init prepares a mount namespace, becomes criu in it, and
 * criu makes the container's processes from the images. What each part consists of is in areas/ and checkpoint/.
 */
import { MS_PROPAGATION } from "../config/mount-options.ts";
import type { ResolvedSpec } from "../config/resolved.ts";
import { deviceRules } from "./areas/cgroup/devices.ts";
import { containerLimits, taskLimits } from "./areas/cgroup/limits.ts";
import * as cgroups from "./areas/cgroup/paths.ts";
import { setUnitProperties, startUnit } from "./areas/cgroup/systemd/driver.ts";
import { sendConsole } from "./areas/console.ts";
import { hostHooks } from "./areas/hooks.ts";
import { joinResctrl } from "./areas/intel-rdt.ts";
import * as lifecycle from "./areas/lifecycle.ts";
import { moveNetDevices } from "./areas/net-devices.ts";
import { makeNotifyDirectory, directory as notifyDirectory } from "./areas/notify.ts";
import { joinKeyring } from "./areas/process.ts";
import { lockRootfs, openRootfsAt, ownPlace } from "./areas/rootfs.ts";
import { containerTeardown } from "./build.ts";
import type { CriuDirectories, InheritedNamespace } from "./checkpoint/criu.ts";
import { inheritedNamespaces, joinedNamespaces, restoredExternals, type SeenMount } from "./checkpoint/external.ts";
import { makeMountPoints } from "./checkpoint/mount-points.ts";
import { type RestoreRequest, restoreOptions } from "./checkpoint/options.ts";
import { isNew, namespaceOf, type PlanContext, planContext } from "./context.ts";
import type { Facts, PlanRequest } from "./facts.ts";
import type { ContainerPlan, HostStep, InitStep, Step } from "./steps.ts";

/** What restore has beside the inputs of a create. */
export interface RestoreInputs extends RestoreRequest {
  readonly directories: CriuDirectories;
  /** Absolute path of the program. */
  readonly criu: string;
  readonly configFile: string | undefined;
  /** Those of the runtime's mount namespace: binds bring what is mounted below their sources. */
  readonly hostMounts: readonly SeenMount[];
  /** `KEY=value`, for criu and what it calls. */
  readonly environment: readonly string[];
}

const FROM = "default:criu";
/** Of the socket, in criu: the first descriptor after stdio. */
const SOCKET = "3";

/** Pure, as buildPlan is. Throws RuntimeError where config.json asks for what these facts, or CRIU, rule out. */
export function buildRestorePlan(
  spec: ResolvedSpec,
  facts: Facts,
  asked: { readonly request: PlanRequest; readonly restore: RestoreInputs },
): ContainerPlan {
  // what was ready when it was saved is ready still: nobody waits to be told
  const request = { ...asked.request, notify: false };
  const context = planContext(spec, facts, request);
  return {
    create: restore(context, asked.restore),
    teardown: containerTeardown(context),
    warnings: [...lifecycle.privilegeWarnings(context)],
  };
}

function restore(context: PlanContext, inputs: RestoreInputs): Step[] {
  const limits = containerLimits(context);
  const tasks = taskLimits(context);
  return [
    // First of all the record, so that delete finds whatever a killed restore leaves behind.
    lifecycle.createState(),
    // The image may have a mount of it.
    ...makeNotifyDirectory({ ...context.request, notify: true }),
    // Before init exists, to which its end goes.
    connect(inheritedNamespaces(context.spec)),
    spawn(),

    // ── host ──
    // Everything that criu makes begins in these, and so within their limits.
    ...startUnit(context, limits),
    ...cgroups.createCgroups(context),
    ...cgroups.enableControllers(context, [...limits, ...tasks]),
    ...limits.map((limit) => limit.step),
    ...deviceRules(context),
    ...cgroups.joinCgroups(context),
    ...joinResctrl(context),

    // ── init ──
    ...cgroups.enterCgroups(context),
    // Before the first mount, else it would show on the host.
    loosen(),
    ...makeMountPoints(context),
    // Else criu, and all that it makes, would have the caller's, with the keys in it (session-keyring(7)).
    ...joinKeyring(context),
    // A mount point whose parent is not covered, as criu wants its root (criu(8), --root); a root file system may be
    // a mount point itself.
    openRootfsAt(context, ownPlace(context)),
    // What criu is given for a root keeps its attributes; it sets none.
    ...lockRootfs(context),
    becomeCriu(inputs),

    // ── host, in conversation with criu ──
    request(context, inputs),
    // The namespaces are there, and nothing is in them: the moment that createRuntime has in a create.
    ...raiseLoopback(context),
    ...moveNetDevices(context),
    ...hostHooks(context, "prestart"),
    ...hostHooks(context, "createRuntime"),
    complete(),
    // criu itself took more processes than the container has.
    ...setUnitProperties(context, tasks),
    ...tasks.map((limit) => limit.step),
    // While the processes stand still: until here everything can be undone.
    ...sendConsole(context),
    ...lifecycle.handOver(context),
    // First, else a runtime that is killed here would leave a container that runs and is "creating" for ever.
    lifecycle.recordRunning(),
    resume(),
  ];
}

function connect(inherit: readonly InheritedNamespace[]): HostStep {
  return { at: "host", op: "criu.connect", from: inherit[0]?.from ?? FROM, inherit };
}

function spawn(): HostStep {
  return { at: "host", op: "init.spawn", from: FROM, namespaces: ["mount"], keepFds: 0 };
}

function loosen(): InitStep {
  return { at: "init", op: "tree.propagation", from: FROM, propagation: MS_PROPAGATION.SLAVE, recursive: true };
}

function becomeCriu({ criu, environment: env }: RestoreInputs): InitStep {
  return { at: "init", op: "exec", from: FROM, args: [criu, "swrk", SOCKET], env };
}

/** The image has no devices of a network namespace (emptyNs), and its sockets may have addresses of this one. */
function raiseLoopback(context: PlanContext): HostStep[] {
  if (!isNew(context, "network")) return [];
  const from = namespaceOf(context, "network")?.from ?? FROM;
  return [{ at: "host", op: "netdevice.raise", from, name: "lo" }];
}

function request(context: PlanContext, inputs: RestoreInputs): HostStep {
  const { spec } = context;
  const options = restoreOptions(inputs, {
    root: ownPlace(context),
    external: restoredExternals({
      spec,
      cgroups: context.cgroups,
      mounts: inputs.hostMounts,
      notify: notifyDirectory(context.request),
    }),
    joinNs: joinedNamespaces(spec),
    configFile: inputs.configFile,
  });
  return { at: "host", op: "criu.restore", from: FROM, images: inputs.directories, options };
}

function complete(): HostStep {
  return { at: "host", op: "criu.complete", from: FROM };
}

function resume(): HostStep {
  return { at: "host", op: "criu.resume", from: FROM };
}
