/** linux.intelRdt: control of caches and memory bandwidth, on whatever processor (resctrl). */
import { resctrlMount } from "../resctrl/facts.ts";
import type { Abilities, Host } from "./ability.ts";

export function resctrlAbilities(host: Host): Abilities {
  const mount = resctrlMount(host.text("/proc/self/mountinfo") ?? "");
  if (mount === undefined) {
    const reason = whyNotMounted(host);
    return { intelRdt: { reason }, "intelRdt.monitoring": { reason } };
  }
  const resources = host.names(`${mount}/info`).filter((name) => name !== "last_cmd_status");
  const refusal = host.writeRefusal(mount);
  const reason = refusal === undefined ? undefined : `no group may be made in ${mount} (${refusal})`;
  const monitors = resources.some((name) => name.endsWith("_MON"));
  return {
    intelRdt: { reason, detail: { mount, resources: resources.join(" ") } },
    "intelRdt.monitoring": { reason: reason ?? (monitors ? undefined : "this processor monitors nothing") },
  };
}

/** The kernel knows the file system where the processor can do something of it. */
function whyNotMounted({ text }: Host): string {
  const known = text("/proc/filesystems")?.includes("\tresctrl");
  if (known === true) return "resctrl is mounted nowhere: mount -t resctrl resctrl /sys/fs/resctrl";
  return "this processor cannot do it, or the kernel not with this processor (CONFIG_X86_CPU_RESCTRL)";
}
