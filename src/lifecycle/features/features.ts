/** The features document of runtime-spec (features.md, features-linux.md): what this build knows, and what this host can do. */
import seccompSchema from "../../../schemas/seccomp.json" with { type: "json" };
import { CAPABILITIES } from "../../config/capabilities.ts";
import { HOOK_EVENTS } from "../../config/hook-events.ts";
import { MOUNT_OPTIONS } from "../../config/mount-options.ts";
import { SPEC_VERSION } from "../../config/spec.ts";
import { type Abilities, thisHost } from "../../host/report/ability.ts";
import { reportOf } from "../../host/report/report.ts";
import type { Addon } from "../../native/addon.ts";
import { CLONE_FLAGS } from "../../native/clone-flags.ts";
import { MEMORY_POLICY_FLAGS, MEMORY_POLICY_MODES } from "../../native/memory-policy.ts";
import { CRIU_CONFIG } from "../criu-config-file.ts";
import type { Runtime } from "../runtime.ts";
import { annotations } from "./annotations.ts";

export interface Features {
  readonly ociVersionMin: string;
  readonly ociVersionMax: string;
  readonly hooks: readonly string[];
  readonly mountOptions: readonly string[];
  readonly linux: {
    readonly namespaces: readonly string[];
    readonly capabilities: readonly string[];
    readonly cgroup: Readonly<Record<"v1" | "v2" | "systemd" | "systemdUser" | "rdma", boolean>>;
    readonly seccomp: SeccompFeatures;
    readonly apparmor: Switch;
    readonly selinux: Switch;
    readonly intelRdt: Switch & { readonly schemata: boolean; readonly monitoring: boolean };
    readonly memoryPolicy: { readonly modes: readonly string[]; readonly flags: readonly string[] };
    readonly mountExtensions: { readonly idmap: Switch };
    readonly netDevices: Switch;
  };
  readonly annotations: Readonly<Record<string, string>>;
  readonly potentiallyUnsafeConfigAnnotations: readonly string[];
}

interface Switch {
  readonly enabled: boolean;
}

interface SeccompFeatures extends Switch {
  readonly actions: readonly string[];
  readonly operators: readonly string[];
  readonly archs: readonly string[];
  readonly knownFlags: readonly string[];
  readonly supportedFlags: readonly string[];
}

const YES: Switch = { enabled: true };

export function features({ addon }: Runtime): Features {
  return document(addon, reportOf(thisHost(addon)));
}

/** Of the host's abilities the spec wants one told outside of annotations: which seccomp flags are supported. */
export function document(addon: Addon, abilities: Abilities): Features {
  return {
    ociVersionMin: "1.0.0",
    ociVersionMax: SPEC_VERSION,
    hooks: HOOK_EVENTS,
    mountOptions: [...MOUNT_OPTIONS.keys()].sort(),
    linux: {
      namespaces: Object.keys(CLONE_FLAGS).sort(),
      capabilities: [...CAPABILITIES.keys()],
      cgroup: { v1: true, v2: true, systemd: true, systemdUser: true, rdma: true },
      seccomp: seccompFeatures(addon, abilities),
      apparmor: YES,
      selinux: YES,
      intelRdt: { ...YES, schemata: true, monitoring: true },
      memoryPolicy: { modes: Object.keys(MEMORY_POLICY_MODES), flags: Object.keys(MEMORY_POLICY_FLAGS) },
      mountExtensions: { idmap: YES },
      netDevices: YES,
    },
    annotations: annotations(addon, abilities),
    // every annotation that changes what is done, the second group under systemd's driver alone, where each is a property
    // of the unit; of the others hooks and state tell, and that is all
    potentiallyUnsafeConfigAnnotations: [CRIU_CONFIG, "org.systemd.property."],
  };
}

function seccompFeatures(addon: Addon, abilities: Abilities): SeccompFeatures {
  const { properties, definitions } = seccompSchema;
  const flags = properties.flags.items.enum;
  return {
    enabled: true,
    actions: definitions.action.enum.filter((action) => action !== ""),
    operators: properties.syscalls.items.properties.args.items.properties.op.enum.toSorted(),
    archs: properties.architectures.items.enum.filter((arch) => isKnownTo(addon, arch)),
    knownFlags: flags,
    supportedFlags: flags.filter((flag) => abilities[`seccomp.${flag}`]?.reason === undefined),
  };
}

/** Which architectures there are depends on the libseccomp that the addon was built with: ask it. */
function isKnownTo(addon: Addon, architecture: string): boolean {
  const profile = { defaultAction: "SCMP_ACT_ALLOW", architectures: [architecture], syscalls: [] };
  try {
    addon.compileSeccomp(JSON.stringify(profile));
    return true;
  } catch {
    return false;
  }
}
