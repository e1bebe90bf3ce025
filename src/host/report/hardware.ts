/** What limits are about that only some machines have: huge pages and RDMA devices. */
import type { Abilities, Host } from "./ability.ts";

export function hardwareAbilities(host: Host, cgroups: Abilities): Abilities {
  const sizes = host.names("/sys/kernel/mm/hugepages").flatMap(pageSize);
  const devices = host.names("/sys/class/infiniband");
  return {
    hugepages: {
      reason:
        cgroups["cgroup.hugetlb"]?.reason ??
        (sizes.length > 0 ? undefined : "this kernel has no huge pages (CONFIG_HUGETLBFS)"),
      detail: sizes.length > 0 ? { sizes: sizes.join(" ") } : {},
    },
    rdma: {
      reason: cgroups["cgroup.rdma"]?.reason ?? (devices.length > 0 ? undefined : "this machine has no RDMA device"),
      detail: devices.length > 0 ? { devices: devices.join(" ") } : {},
    },
  };
}

/** `2MB` of `hugepages-2048kB`, as the controller's files call it. */
function pageSize(name: string): string[] {
  let size = Number(/^hugepages-(\d+)kB$/.exec(name)?.[1]);
  if (Number.isNaN(size)) return [];
  let unit = 0;
  for (; size >= 1024 && unit < 2; unit++) size /= 1024;
  return [`${size}${["KB", "MB", "GB"][unit]}`];
}
