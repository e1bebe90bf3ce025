/** Which file executes which host op. Exhaustive: a new op in plan/steps does not compile until it stands here. */
import type { HostOp, HostStep } from "../../plan/steps.ts";
import { claimCgroups } from "../cgroup/claim.ts";
import { createCgroup, joinCgroup } from "../cgroup/create.ts";
import { attachDeviceProgram } from "../cgroup/devices.ts";
import { enableControllers } from "../cgroup/enable.ts";
import { removeCgroup } from "../cgroup/remove.ts";
import { claimUnit } from "../cgroup/systemd/claim.ts";
import { setUnitProperties, startUnit, stopUnit } from "../cgroup/systemd/units.ts";
import { writeCgroup } from "../cgroup/write.ts";
import { restorerOf, type Session } from "../session.ts";
import { listenGate } from "./gate.ts";
import { sendConsole, sendPidfd, writePidFile } from "./handover.ts";
import { runHook } from "./hook.ts";
import { writeIdMap } from "./idmap.ts";
import { killInit } from "./kill-init.ts";
import { adjustOom, raiseLimit } from "./limits.ts";
import { moveNetDevice, raiseNetDevice } from "./net-device.ts";
import { createNotifyDirectory, forwardReadiness, listenForReadiness } from "./notify.ts";
import { createGroup, joinGroup, removeGroup, writeSchemata } from "./resctrl.ts";
import { detachRootfs } from "./rootfs.ts";
import { setAffinity, setIoPriority, setScheduler } from "./scheduling.ts";
import { compileSeccomp } from "./seccomp.ts";
import { sendListener } from "./seccomp-listener.ts";
import { spawnInit } from "./spawn.ts";

type Op<K extends HostOp> = (step: Extract<HostStep, { op: K }>, session: Session) => void;

const OPS: { readonly [K in HostOp]: Op<K> } = {
  "state.create": (_, session) => {
    const { root, steps } = session;
    const cgroups = claimCgroups(steps, { root, id: session.record().id });
    session.save({ cgroups, unit: claimUnit(steps, session) });
  },
  "cgroup.create": createCgroup,
  "cgroup.enable": enableControllers,
  "cgroup.write": writeCgroup,
  "cgroup.devices": attachDeviceProgram,
  "cgroup.join": joinCgroup,
  "systemd.startUnit": startUnit,
  "systemd.setProperties": setUnitProperties,
  "systemd.stopUnit": stopUnit,
  "seccomp.compile": compileSeccomp,
  "seccomp.send": sendListener,
  "gate.listen": (_, session) => listenGate(session),
  "init.spawn": spawnInit,
  "idmap.write": writeIdMap,
  "oom.adjust": adjustOom,
  "rlimit.raise": raiseLimit,
  "resctrl.create": createGroup,
  "resctrl.schemata": writeSchemata,
  "resctrl.join": joinGroup,
  "netdevice.move": moveNetDevice,
  "netdevice.raise": raiseNetDevice,
  "scheduler.set": setScheduler,
  "ioPriority.set": setIoPriority,
  "affinity.set": setAffinity,
  "hook.run": runHook,
  "notify.create": createNotifyDirectory,
  "notify.listen": listenForReadiness,
  "notify.forward": forwardReadiness,
  "console.send": sendConsole,
  "console.keep": () => {},
  "pidfd.send": sendPidfd,
  "pidfile.write": writePidFile,
  "state.created": (_, session) => session.save({ recorded: "created" }),
  "state.running": (step, session) => recordRunning(step, session),
  "criu.connect": (step, session) => restorerOf(session).connect(step),
  "criu.restore": (step, session) => restorerOf(session).restore(step, session),
  "criu.complete": (_, session) => restorerOf(session).complete(session),
  "criu.resume": (_, session) => restorerOf(session).resume(),
  "init.kill": killInit,
  "rootfs.detach": detachRootfs,
  "cgroup.remove": removeCgroup,
  "resctrl.remove": removeGroup,
  "state.remove": (_, session) => session.removeState(),
};

/** The program runs, whatever is on record, and a start that failed would say otherwise; status finds it out (statusOf). */
function recordRunning(step: Extract<HostStep, { op: "state.running" }>, session: Session): void {
  try {
    session.save({ recorded: "running" });
  } catch (error) {
    session.warn(`that the container runs is not on record: ${String(error)}`, step.from);
  }
}

export function runHostStep(step: HostStep, session: Session): void {
  // each entry takes the step of its own key, which the mapped type above proves
  const run = OPS[step.op] as (step: HostStep, session: Session) => void;
  run(step, session);
}
