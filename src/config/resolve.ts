/** Stage three: everything decided that needs no host. Pure; the spec has passed validate. */

import { cleanPath } from "./path.ts";
import { resolveDevices, resolveLinks } from "./resolve/devices.ts";
import { resolveHooks } from "./resolve/hooks.ts";
import {
  resolveIntelRdt,
  resolveMemoryPolicy,
  resolveNamespaces,
  resolveNetDevices,
  resolvePaths,
  resolvePropagation,
  resolveResources,
  resolveSeccomp,
  resolveSysctl,
  resolveTimeOffsets,
} from "./resolve/linux.ts";
import { resolveMounts } from "./resolve/mounts.ts";
import { resolveProcess } from "./resolve/process.ts";
import type { ResolvedSpec } from "./resolved.ts";
import type { Spec } from "./spec.ts";

export interface ResolveOptions {
  /** Absolute path of the bundle, from which relative paths are taken. */
  readonly bundle: string;
}

export function resolve(spec: Spec, { bundle }: ResolveOptions): ResolvedSpec {
  const linux = spec.linux ?? {};
  return {
    ociVersion: spec.ociVersion,
    annotations: spec.annotations ?? {},
    rootfs: resolveRoot(spec, bundle),
    process: spec.process === undefined ? undefined : resolveProcess(spec.process),
    hostname: spec.hostname === "" ? undefined : spec.hostname,
    domainname: spec.domainname === "" ? undefined : spec.domainname,
    mounts: resolveMounts(spec.mounts ?? [], bundle),
    hooks: resolveHooks(spec.hooks ?? {}),
    namespaces: resolveNamespaces(linux),
    uidMappings: linux.uidMappings ?? [],
    gidMappings: linux.gidMappings ?? [],
    devices: resolveDevices(spec),
    links: resolveLinks(spec),
    cgroupsPath: linux.cgroupsPath === "" ? undefined : linux.cgroupsPath,
    resources: resolveResources(linux),
    sysctl: resolveSysctl(linux),
    intelRdt: resolveIntelRdt(linux),
    mountLabel: linux.mountLabel === "" ? undefined : linux.mountLabel,
    netDevices: resolveNetDevices(linux),
    seccomp: resolveSeccomp(linux),
    rootfsPropagation: resolvePropagation(linux),
    maskedPaths: resolvePaths("maskedPaths", linux),
    readonlyPaths: resolvePaths("readonlyPaths", linux),
    timeOffsets: resolveTimeOffsets(linux),
    personality: linux.personality?.domain,
    memoryPolicy: resolveMemoryPolicy(linux),
  };
}

function resolveRoot({ root }: Spec, bundle: string): ResolvedSpec["rootfs"] {
  const path = root?.path ?? "";
  return {
    path: cleanPath(path.startsWith("/") ? path : `${bundle}/${path}`),
    readonly: root?.readonly ?? false,
    from: "/root",
  };
}
