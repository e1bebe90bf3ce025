/** Device nodes and the links in /dev (config-linux.md "Devices", "Default Devices"). */
import type { ResolvedDevice } from "../../config/resolved.ts";
import type { PlanContext } from "../context.ts";
import type { InitStep, PlanWarning } from "../steps.ts";

export const handles: readonly string[] = ["/linux/devices"];

export function deviceNodes(context: PlanContext): InitStep[] {
  return context.spec.devices.map((device) => nodeFor(device, context.mapped));
}

/** mknod(2) of a device is denied in every user namespace but the initial one; a FIFO anybody may make. */
function nodeFor(device: ResolvedDevice, mapped: boolean): InitStep {
  const { from, path, type, major, minor, mode, uid, gid } = device;
  if (mapped && type !== "p") return { at: "init", op: "device.bind", from, path, type, major, minor };
  return { at: "init", op: "device.create", from, path, type, major, minor, mode, uid, gid };
}

export function deviceWarnings({ spec, mapped }: PlanContext): PlanWarning[] {
  if (!mapped) return [];
  return spec.devices
    .filter((device) => device.type !== "p" && device.from.startsWith("/"))
    .map(({ from, path }) => ({
      from,
      message: `in a user namespace ${path} is the host's own node: mode and owner are the host's too`,
    }));
}

export function deviceLinks(context: PlanContext): InitStep[] {
  return context.spec.links.map(({ path, target, from }) => ({ at: "init", op: "symlink.create", from, path, target }));
}
