import type { HostStep } from "../../plan/steps.ts";
import type { Session } from "../session.ts";
import { deviceProgram } from "./device-program.ts";

/** v2 has no device files: an eBPF program on the cgroup decides (cgroup-v2.rst "Device controller"). */
export function attachDeviceProgram(step: Extract<HostStep, { op: "cgroup.devices" }>, session: Session): void {
  if (session.deniedCgroups.has(step.dir)) return;
  session.addon.attachDeviceProgram(step.dir, deviceProgram(step.rules));
}
