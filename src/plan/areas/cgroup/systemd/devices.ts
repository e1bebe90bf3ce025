/**
 * Device rules as systemd keeps them (DeviceAllow=, DevicePolicy= in systemd.resource-control(5)): it applies its own
 * whenever it sets its cgroups anew, after `systemctl daemon-reload` say, so they must not be narrower than ours.
 *
 * systemd has a list of what is allowed, and nothing else. On v2 its program and ours both have to allow a device
 * (BPF_F_ALLOW_MULTI): what the list cannot say is allowed there, and left to ours. On v1 there is one list of the
 * kernel's, which systemd would overwrite: there it is denied.
 */
import type { DeviceRule, PlanWarning } from "../../../steps.ts";
import type { UnitProperty } from "../../../unit-steps.ts";
import { deviceState, type SourcedRule } from "../device-list.ts";

const ANY = -1;
const FROM = "/linux/resources/devices";

export interface DeviceProperties {
  readonly properties: readonly UnitProperty[];
  readonly warnings: readonly PlanWarning[];
}

export function deviceProperties(rules: readonly SourcedRule[], version: 1 | 2): DeviceProperties {
  const { allowed, exceptions } = deviceState(rules, version === 1 ? "fail" : "leave");
  const rest = [...exceptions.values()];
  if (allowed) return version === 2 || rest.length === 0 ? open() : { ...closed([]), warnings: rest.map(denyWarning) };
  const lost = version === 1 ? rest.filter(isForeign) : [];
  const kept = rest.filter((rule) => !lost.includes(rule));
  return { ...closed(kept.map(entry)), warnings: lost.map(lostWarning) };
}

/** The list is emptied first: what it holds is added to. */
function withPolicy(policy: "strict" | "auto", entries: readonly Entry[]): UnitProperty[] {
  const list = (value: readonly Entry[]): UnitProperty => {
    return { name: "DeviceAllow", signature: "a(ss)", value, from: FROM };
  };
  const emptied = [list([]), { name: "DevicePolicy", signature: "s", value: policy, from: FROM }];
  return entries.length === 0 ? emptied : [...emptied, list(entries)];
}

/** Without a list `auto` restricts nothing. */
function open(): DeviceProperties {
  return { properties: withPolicy("auto", []), warnings: [] };
}

function closed(entries: readonly Entry[]): DeviceProperties {
  return { properties: withPolicy("strict", entries), warnings: [] };
}

type Entry = readonly [device: string, access: string];

/** `*:minor` is what no name of systemd's stands for. */
function isForeign({ major, minor }: DeviceRule): boolean {
  return major === ANY && minor !== ANY;
}

function entry({ type, major, minor, access }: DeviceRule): Entry {
  const kind = type === "b" ? "block" : "char";
  if (major === ANY) return [`${kind}-*`, access];
  return [minor === ANY ? `${kind}-${major}` : `/dev/${kind}/${major}:${minor}`, access];
}

function lostWarning({ from }: SourcedRule): PlanWarning {
  return { from, message: "systemd has no word for a device of any major number: after a daemon-reload it is denied" };
}

function denyWarning({ from }: SourcedRule): PlanWarning {
  return { from, message: "systemd cannot deny single devices: after a daemon-reload it denies all of them" };
}
