import { pointer } from "../../common/pointer.ts";
import { MOUNT_OPTIONS } from "../mount-options.ts";
import { numberList } from "../number-list.ts";
import type { ResolvedNamespace, ResolvedSpec } from "../resolved.ts";
import type { Linux, Resources } from "../spec.ts";
import { canonicalSysctl } from "../sysctl-name.ts";
import { UNSET } from "../unset.ts";

export function resolveNamespaces({ namespaces }: Linux): ResolvedNamespace[] {
  return (namespaces ?? []).map(({ type, path }, index) => ({
    type: type as ResolvedNamespace["type"],
    path: path === "" ? undefined : path,
    from: pointer("/linux/namespaces", index),
  }));
}

export function resolvePaths(field: "maskedPaths" | "readonlyPaths", linux: Linux): ResolvedSpec["maskedPaths"] {
  return (linux[field] ?? []).map((path, index) => ({ path, from: pointer("/linux", field, index) }));
}

/** Keys with dots between the components, and a slash for a dot within one. */
export function resolveSysctl({ sysctl }: Linux): ResolvedSpec["sysctl"] {
  return Object.entries(sysctl ?? {}).map(([key, value]) => ({
    key: canonicalSysctl(key) ?? key,
    value,
    from: pointer("/linux/sysctl", key),
  }));
}

export function resolveNetDevices({ netDevices }: Linux): ResolvedSpec["netDevices"] {
  return Object.entries(netDevices ?? {}).map(([name, device]) => ({
    name,
    newName: device.name || name,
    from: pointer("/linux/netDevices", name),
  }));
}

export function resolveIntelRdt({ intelRdt }: Linux): ResolvedSpec["intelRdt"] {
  if (intelRdt === undefined) return undefined;
  const line = (field: "l3CacheSchema" | "memBwSchema") => ({
    line: intelRdt[field] ?? "",
    from: pointer("/linux/intelRdt", field),
  });
  const further = (intelRdt.schemata ?? []).map((text, index) => ({
    line: text,
    from: pointer("/linux/intelRdt/schemata", index),
  }));
  return {
    closID: intelRdt.closID || undefined,
    schemata: [line("l3CacheSchema"), line("memBwSchema"), ...further].filter((each) => each.line !== ""),
    enableMonitoring: intelRdt.enableMonitoring ?? false,
  };
}

export function resolvePropagation({ rootfsPropagation }: Linux): ResolvedSpec["rootfsPropagation"] {
  const option = MOUNT_OPTIONS.get(rootfsPropagation ?? "");
  if (option?.kind !== "propagation") return undefined;
  return { flag: option.flag, recursive: option.recursive, from: "/linux/rootfsPropagation" };
}

export function resolveTimeOffsets({ timeOffsets }: Linux): ResolvedSpec["timeOffsets"] {
  return Object.entries(timeOffsets ?? {}).map(([clock, { secs = 0, nanosecs = 0 }]) => ({
    clock,
    seconds: String(secs),
    nanoseconds: nanosecs,
    from: pointer("/linux/timeOffsets", clock),
  }));
}

export function resolveMemoryPolicy({ memoryPolicy }: Linux): ResolvedSpec["memoryPolicy"] {
  if (memoryPolicy === undefined) return undefined;
  const { mode, flags = [], nodes = "" } = memoryPolicy;
  return { mode, flags, nodes: numberList(nodes) ?? [] };
}

/** A filter without a default action has no rules either: there is none. */
export function resolveSeccomp({ seccomp }: Linux): ResolvedSpec["seccomp"] {
  return seccomp?.defaultAction ? seccomp : undefined;
}

/** As given, but for a swappiness of -1, which asks for nothing. */
export function resolveResources({ resources }: Linux): Resources {
  const swappiness = resources?.memory?.swappiness;
  if (swappiness === undefined || BigInt(swappiness) !== UNSET) return resources ?? {};
  const { swappiness: _, ...memory } = resources?.memory ?? {};
  return { ...resources, memory };
}
