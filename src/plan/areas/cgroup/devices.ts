/** linux.resources.devices: which devices the container may open or make. Denied is what nothing allows. */
import type { Int } from "../../../config/spec.ts";
import type { PlanContext } from "../../context.ts";
import type { DeviceRule, HostStep } from "../../steps.ts";
import { deviceList, type SourcedRule } from "./device-list.ts";
import { placeOf } from "./limit.ts";

export const handles: readonly string[] = ["/linux/resources/devices"];

const ANY = -1;
const POINTER = "/linux/resources/devices";

/** Whatever config.json says, a container may make any node (opening it is another matter) and use these. */
const DEFAULT_RULES: readonly DeviceRule[] = [
  allow("c", ANY, ANY, "m"),
  allow("b", ANY, ANY, "m"),
  allow("c", 1, 3), // /dev/null
  allow("c", 1, 5), // /dev/zero
  allow("c", 1, 7), // /dev/full
  allow("c", 1, 8), // /dev/random
  allow("c", 1, 9), // /dev/urandom
  allow("c", 5, 0), // /dev/tty
  allow("c", 5, 2), // /dev/ptmx
  allow("c", 136, ANY), // /dev/pts/*, and /dev/console, which is one of them
  allow("c", 10, 200), // /dev/net/tun
];

function allow(type: "b" | "c", major: number, minor: number, access = "rwm"): DeviceRule {
  return { allow: true, type, major, minor, access };
}

/** config.json's rules between "deny all", which holds without any rule too (GHSA-g54h-m393-cpwq), and the defaults. */
export function sourcedRules(context: PlanContext): SourcedRule[] {
  const denyAll: DeviceRule = { allow: false, type: "a", major: ANY, minor: ANY, access: "rwm" };
  const configured = (context.spec.resources.devices ?? []).map((rule, index) => ({
    allow: rule.allow,
    type: typeOf(rule.type),
    major: numberOf(rule.major),
    minor: numberOf(rule.minor),
    access: rule.access === undefined || rule.access === "" ? "rwm" : rule.access,
    from: `${POINTER}/${index}`,
  }));
  return [
    { ...denyAll, from: "default:devices" },
    ...configured,
    ...DEFAULT_RULES.map((rule) => ({ ...rule, from: "default:devices" })),
  ];
}

/** `u` is the spec's other name of `c`. */
function typeOf(type: string | undefined): DeviceRule["type"] {
  if (type === "b") return "b";
  return type === "c" || type === "u" ? "c" : "a";
}

/** Absent and -1 are any number. */
function numberOf(value: Int | undefined): number {
  return value === undefined ? ANY : Number(value);
}

/**
 * None for a mapped container or a runtime in a user namespace: there the kernel itself denies mknod, and neither the
 * v1 files nor the eBPF program may be written.
 */
export function deviceRules(context: PlanContext): HostStep[] {
  if (context.rootless) return [];
  const all = sourcedRules(context);
  const v2 = context.cgroups.find((c) => c.version === 2);
  if (context.facts.cgroup.mode === "v2" && v2 !== undefined) {
    const from = context.spec.resources.devices === undefined ? "default:devices" : POINTER;
    return [{ at: "host", op: "cgroup.devices", from, dir: v2.dir, rules: all.map(({ from: _, ...rule }) => rule) }];
  }
  const { dir } = placeOf(context, "devices", POINTER);
  return deviceList(all).map(({ file, value, from }) => ({ at: "host", op: "cgroup.write", from, dir, file, value }));
}
