/**
 * Device rules for the v1 devices hierarchy, which keeps no order: it has a default, deny or allow, and a list of
 * exceptions from it (cgroup-v1/devices.rst). So the rules are played through here, and what they come to is written.
 */
import { RuntimeError } from "../../../common/errors.ts";
import type { DeviceRule } from "../../steps.ts";

export type SourcedRule = DeviceRule & { readonly from: string };

export interface DeviceWrite {
  readonly file: "devices.allow" | "devices.deny";
  readonly value: string;
  readonly from: string;
}

interface DeviceState {
  readonly allowed: boolean;
  readonly from: string;
  readonly exceptions: readonly SourcedRule[];
}

const ANY = -1;

/** Later rules win. Throws CONFIG_UNSUPPORTED for a rule that takes a part out of an earlier wildcard. */
export function deviceList(rules: readonly SourcedRule[]): DeviceWrite[] {
  const none: DeviceState = { allowed: false, from: "default:devices", exceptions: [] };
  const { allowed, from, exceptions } = rules.flatMap(splitTypes).reduce(apply, none);
  const first: DeviceWrite = { file: allowed ? "devices.allow" : "devices.deny", value: "a *:* rwm", from };
  return [first, ...exceptions.map((rule) => toWrite(rule, !allowed))];
}

/** `a` in the v1 files ignores numbers and access; a rule that means only some of them is one for each type. */
function splitTypes(rule: SourcedRule): SourcedRule[] {
  if (rule.type !== "a" || isTotal(rule)) return [rule];
  return [
    { ...rule, type: "c" },
    { ...rule, type: "b" },
  ];
}

function isTotal(rule: DeviceRule): boolean {
  const everything = ["r", "w", "m"].every((letter) => rule.access.includes(letter));
  return rule.type === "a" && rule.major === ANY && rule.minor === ANY && everything;
}

function apply(state: DeviceState, rule: SourcedRule): DeviceState {
  if (rule.type === "a") return { allowed: rule.allow, from: rule.from, exceptions: [] };
  if (rule.allow !== state.allowed) return { ...state, exceptions: withException(state.exceptions, rule) };
  return { ...state, exceptions: state.exceptions.flatMap((exception) => withoutRule(exception, rule)) };
}

/** One exception a device, with the access of all that named it. */
function withException(exceptions: readonly SourcedRule[], rule: SourcedRule): SourcedRule[] {
  const same = exceptions.find((e) => e.type === rule.type && e.major === rule.major && e.minor === rule.minor);
  if (same === undefined) return [...exceptions, rule];
  const access = [...new Set([...same.access, ...rule.access])].join("");
  return exceptions.map((e) => (e === same ? { ...rule, access } : e));
}

/** What is left of an exception once a rule took its device and access away. */
function withoutRule(exception: SourcedRule, rule: SourcedRule): SourcedRule[] {
  const left = [...exception.access].filter((letter) => !rule.access.includes(letter)).join("");
  if (exception.type !== rule.type || left === exception.access) return [exception];
  if (!overlaps(exception.major, rule.major) || !overlaps(exception.minor, rule.minor)) return [exception];
  if (covers(rule.major, exception.major) && covers(rule.minor, exception.minor)) {
    return left === "" ? [] : [{ ...exception, access: left }];
  }
  throw new RuntimeError(
    "CONFIG_UNSUPPORTED",
    `cgroup v1 cannot ${rule.allow ? "allow" : "deny"} device ${describe(rule)} out of ${describe(exception)}`,
    { from: rule.from, hint: `give the devices that are meant one by one instead of ${exception.from}` },
  );
}

function overlaps(one: number, other: number): boolean {
  return one === ANY || other === ANY || one === other;
}

function covers(pattern: number, number: number): boolean {
  return pattern === ANY || pattern === number;
}

function describe({ type, major, minor, access }: DeviceRule): string {
  return `${type} ${numberText(major)}:${numberText(minor)} ${access}`;
}

function numberText(number: number): string {
  return number === ANY ? "*" : String(number);
}

function toWrite(rule: SourcedRule, allow: boolean): DeviceWrite {
  return { file: allow ? "devices.allow" : "devices.deny", value: describe(rule), from: rule.from };
}
