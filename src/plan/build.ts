/**
 * The order of everything that creating a container does. This file holds nothing else: what each part consists of is
 * in areas/, one file a facility. A host step that follows init steps is a barrier; the wire encoder finds them.
 */
import type { ResolvedSpec } from "../config/resolved.ts";
import * as capabilities from "./areas/capabilities.ts";
import { deviceRules } from "./areas/cgroup/devices.ts";
import { containerLimits, taskLimits } from "./areas/cgroup/limits.ts";
import * as cgroups from "./areas/cgroup/paths.ts";
import { setUnitProperties, startUnit, stopUnit, unitWarnings } from "./areas/cgroup/systemd/driver.ts";
import * as terminal from "./areas/console.ts";
import { deviceLinks, deviceNodes, deviceWarnings } from "./areas/devices.ts";
import { hostHooks, initHooks } from "./areas/hooks.ts";
import { assumeRoot, setgroupsOf, writeMaps } from "./areas/idmap.ts";
import { joinResctrl, leaveResctrl } from "./areas/intel-rdt.ts";
import * as labels from "./areas/labels.ts";
import * as lifecycle from "./areas/lifecycle.ts";
import { maskedPaths, readonlyPaths } from "./areas/masks.ts";
import { memoryPolicyWarnings, setMemoryPolicy } from "./areas/memory-policy.ts";
import { closeMounts, mounts, openSources } from "./areas/mounts.ts";
import * as namespaces from "./areas/namespaces.ts";
import { moveNetDevices } from "./areas/net-devices.ts";
import { forwardReadiness, listenForReadiness, makeNotifyDirectory } from "./areas/notify.ts";
import { adjustOom } from "./areas/oom.ts";
import { setPersonality } from "./areas/personality.ts";
import * as program from "./areas/process.ts";
import { raiseHardLimits } from "./areas/rlimits.ts";
import * as rootfs from "./areas/rootfs.ts";
import { schedule } from "./areas/scheduling.ts";
import { compileSeccomp } from "./areas/seccomp.ts";
import { sysctls } from "./areas/sysctl.ts";
import { openOffsets, setOffsets } from "./areas/time.ts";
import { hostNames } from "./areas/uts.ts";
import { becomeProgram } from "./become.ts";
import { type PlanContext, planContext } from "./context.ts";
import type { Facts, PlanRequest } from "./facts.ts";
import type { ContainerPlan, HostStep, Step } from "./steps.ts";

/**
 * Pure: the same spec, facts and request give the same plan. Throws RuntimeError CONFIG_INVALID, CONFIG_UNSUPPORTED or
 * UNSUPPORTED_HOST where config.json asks for what these facts rule out.
 */
export function buildPlan(spec: ResolvedSpec, facts: Facts, request: PlanRequest): ContainerPlan {
  const context = planContext(spec, facts, request);
  return {
    create: create(context),
    teardown: containerTeardown(context),
    warnings: [
      ...lifecycle.privilegeWarnings(context),
      ...memoryPolicyWarnings(context),
      ...deviceWarnings(context),
      ...unitWarnings(context),
      ...capabilities.capabilityWarnings(context),
    ],
  };
}

function create(context: PlanContext): Step[] {
  const limits = containerLimits(context);
  const tasks = taskLimits(context);
  const forks = namespaces.forks(context);
  return [
    // ── host: what can be had before there is a process ──
    // First of all the record, so that delete finds whatever a killed create leaves behind.
    lifecycle.createState(),
    // Before init, which may have to open it at its very beginning.
    ...makeNotifyDirectory(context.request),
    ...compileSeccomp(context),
    // Bound before init exists: its descriptor goes to init with the spawn.
    lifecycle.listenAtGate(),
    namespaces.spawn(context),

    // ── host: init exists, and gets ready while this goes on; it executes nothing before the first word to it ──
    // systemd makes a unit's cgroup and moves init into it at once: before any namespace, as for ours below. With all
    // limits, as below too.
    ...startUnit(context, [...limits, ...(forks ? [] : tasks)]),
    ...cgroups.createCgroups(context),
    ...cgroups.enableControllers(context, [...limits, ...tasks]),
    // All limits before init is in, so that it never runs without one, and a set of processors is never empty then.
    // Init enters later, and was executed before: a memory limit too small for that would end it without a word, since
    // the OOM killer spares children of vfork.
    ...limits.map((limit) => limit.step),
    // A limit of 1 would forbid init's own fork.
    ...(forks ? [] : tasks.map((limit) => limit.step)),
    // Init must never run in a cgroup where more devices are open than it may use.
    ...deviceRules(context),
    ...cgroups.joinCgroups(context),
    // Like a cgroup's, its limits hold for what init forks.
    ...joinResctrl(context),
    // Both want init outside any user namespace of its own.
    ...adjustOom(context),
    ...raiseHardLimits(context),

    // ── init: namespaces ──
    // Before any namespace: a cgroup namespace has for its root what its maker is in (cgroup_namespaces(7)), and in a
    // joined namespace the paths would mean something else.
    ...cgroups.enterCgroups(context),
    // All paths first: joining a mount, PID or user namespace changes what they mean and whether they may be opened.
    ...namespaces.openNamespaces(context),
    ...openSources(context),
    // While init is the runtime's user still, whom the kernel asks for the right, and dumpable, without which the file is closed.
    ...openOffsets(context),
    ...namespaces.joinBeforeUser(context),
    ...namespaces.enterUserNamespace(context),
    // A barrier: only from outside can the maps be written, and without them init is nobody.
    ...writeMaps(context),
    ...assumeRoot(context),
    ...namespaces.joinAfterUser(context),
    ...namespaces.unshareRest(context),
    // Until a process is in it; the next fork's child is the first (time_namespaces(7)).
    ...namespaces.unshareTime(context),
    ...setOffsets(context),
    ...namespaces.forkInto(context),
    // By init, never by the clone: entering the cgroups comes between the two. As root of the user namespace that shall own it.
    ...namespaces.unshareCgroup(context),

    // ── init: the environment ──
    // A session before the terminal: only a session leader gets a controlling one (ioctl_tty(2), TIOCSCTTY).
    program.createSession(),
    ...program.joinKeyring(context),
    ...namespaces.raiseLoopback(context),
    ...hostNames(context),

    // ── init: the root file system, its parts in config.json's order ──
    // Before the first mount, else it would show on the host.
    ...rootfs.loosenTree(context),
    rootfs.openRootfs(context),
    ...labels.labelled(context, mounts(context)),
    // After the mounts: /dev is one of them.
    ...deviceNodes(context),
    ...deviceLinks(context),
    // After devpts is mounted. Its master goes to the host with the next barrier.
    ...terminal.openConsole(context),

    // ── host: the runtime environment is there, the root not yet entered (config.md "Prestart", "CreateRuntime") ──
    ...terminal.sendConsole(context),
    // Before the hooks, which configure the container's network.
    ...moveNetDevices(context),
    ...hostHooks(context, "prestart"),
    ...hostHooks(context, "createRuntime"),

    // ── init ──
    // Before pivot_root: the hook's path is one of the runtime's (config.md "CreateContainer").
    ...initHooks(context, "createContainer"),
    // After all that is made on them.
    ...closeMounts(context),
    // Before /proc/sys becomes read-only.
    ...sysctls(context),
    // Before pivot_root: a /proc that the container cannot have made (CVE-2019-16884).
    ...labels.openLabels(context),
    ...readonlyPaths(context),
    // Before pivot_root, while the host's /dev/null is within reach: the container's own may be anything
    // (CVE-2025-31133). After the read-only paths: a mask may lie on one of them.
    ...labels.labelled(context, maskedPaths(context)),
    // While the root can be written; and resolved in it, so that it can be no descriptor of the host's (CVE-2024-21626).
    ...program.makeCwd(context),
    rootfs.enterRootfs(context),
    ...rootfs.propagateRootfs(context),
    // Last of all: everything above may have had to make its mount point.
    ...rootfs.lockRootfs(context),
    ...terminal.attachConsole(context),
    // As the container will see it: after its root is entered.
    ...program.checkProgram(context),
    // At last, so that they are the program's and its hooks', and not those of setting up. The policy is held against the
    // nodes of init's cpuset (set_mempolicy(2)).
    ...setPersonality(context),
    ...setMemoryPolicy(context),

    // ── host: a last barrier, so that init dies with a host that was killed up to here ──
    ...(forks ? [...setUnitProperties(context, tasks), ...tasks.map((limit) => limit.step)] : []),
    // In its cgroups, which decide what is allowed: on v1 a group without a real-time budget refuses real-time policies
    // (sched-rt-group.rst), a cpuset smaller than the machine refuses deadlines (sched-deadline.rst). And late: the parts
    // of a set-up need no priority, and what has a deadline cannot fork. Before the gate, so that create fails.
    ...schedule(context),
    ...lifecycle.handOver(context),
    // After what the caller waits for is in place: `created` means that start can be called.
    lifecycle.recordCreated(),

    // ── the start gate; what follows belongs to start ──
    lifecycle.waitAtGate(),
    // Without a process there is nothing to start, and start says so (config.md "Process").
    ...(context.spec.process === undefined ? [] : afterStart(context)),
  ];
}

function afterStart(context: PlanContext): Step[] {
  return [
    // By who starts it, before anything of the container runs that could speak.
    ...listenForReadiness(context.request),
    // In the container, after start was called, before the program (config.md "StartContainer").
    ...initHooks(context, "startContainer"),
    // After the hooks, whose programs are not the container's.
    ...becomeProgram(context, { status: "created", setgroups: setgroupsOf(context) }),

    // ── host ──
    ...hostHooks(context, "poststart"),
    lifecycle.recordRunning(),
    // At last: it may take as long as the container lives.
    ...forwardReadiness(context.request),
  ];
}

/** What delete runs, and a create that failed. */
export function containerTeardown(context: PlanContext): HostStep[] {
  return [
    lifecycle.killInit(),
    // Before the state goes, in which the mount stands: and its removal must never reach into it.
    ...rootfs.detachRootfs(context),
    // Before its cgroups, so that it ends by this and not by losing them; what systemd does not know of goes after it.
    ...stopUnit(context),
    // A cgroup with a process in it cannot be removed.
    ...cgroups.removeCgroups(context),
    ...leaveResctrl(context),
    // The container is gone by then, its bundle and state are not (runtime.md "Lifecycle", step 13).
    ...hostHooks(context, "poststop"),
    // The record is the last to go: until then delete can be run again.
    lifecycle.removeState(),
  ];
}
