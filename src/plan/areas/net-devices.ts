/** linux.netDevices */
import type { PlanContext } from "../context.ts";
import type { HostStep } from "../steps.ts";

export const handles: readonly string[] = ["/linux/netDevices"];

export function moveNetDevices({ spec }: PlanContext): HostStep[] {
  return spec.netDevices.map(({ name, newName, from }) => ({ at: "host", op: "netdevice.move", from, name, newName }));
}
