/**
 * Device rules for the v1 devices hierarchy, which keeps no order: it has a default, deny or allow, and a list of
 * exceptions from it (cgroup-v1/devices.rst). So the rules are played through here, and what they come to is written.
 * systemd's list of allowed devices is made of the same.
 */
import { RuntimeError } from "../../../common/errors.ts";
import type { DeviceRule } from "../../steps.ts";

export type SourcedRule = DeviceRule & { readonly from: string };

export interface DeviceWrite {
  readonly file: "devices.allow" | "devices.deny";
  readonly value: string;
  readonly from: string;
}

/** Exceptions by the device that they name: there may be thousands, and each rule looks at those only that it touches. */
export interface DeviceState {
  readonly allowed: boolean;
  readonly from: string;
  readonly exceptions: ReadonlyMap<string, SourcedRule>;
}

/** What becomes of a rule that takes a part out of an earlier wildcard: an error, or nothing. */
export type IfPartial = "fail" | "leave";

interface Played {
  allowed: boolean;
  from: string;
  readonly exceptions: Map<string, SourcedRule>;
  readonly ifPartial: IfPartial;
}

const ANY = -1;

/** Later rules win. Throws CONFIG_UNSUPPORTED for a rule that takes a part out of an earlier wildcard. */
export function deviceList(rules: readonly SourcedRule[]): DeviceWrite[] {
  const { allowed, from, exceptions } = deviceState(rules, "fail");
  const first: DeviceWrite = { file: allowed ? "devices.allow" : "devices.deny", value: "a *:* rwm", from };
  return [first, ...[...exceptions.values()].map((rule) => toWrite(rule, !allowed))];
}

/** What the rules come to, played through in order. */
export function deviceState(rules: readonly SourcedRule[], ifPartial: IfPartial): DeviceState {
  const state: Played = { allowed: false, from: "default:devices", exceptions: new Map(), ifPartial };
  for (const rule of rules.flatMap(splitTypes)) apply(state, rule);
  return state;
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

function apply(state: Played, rule: SourcedRule): void {
  if (rule.type === "a") {
    state.allowed = rule.allow;
    state.from = rule.from;
    state.exceptions.clear();
  } else if (rule.allow !== state.allowed) {
    except(state, rule);
  } else {
    for (const key of touched(state, rule)) {
      const exception = state.exceptions.get(key);
      const left = exception === undefined ? undefined : withoutRule(exception, rule, state.ifPartial);
      if (left === undefined) state.exceptions.delete(key);
      else state.exceptions.set(key, left);
    }
  }
}

/** One exception a device, with the access of all that named it. */
function except({ exceptions }: Played, rule: SourcedRule): void {
  const key = keyOf(rule, rule.major, rule.minor);
  const same = exceptions.get(key);
  const access = same === undefined ? rule.access : [...new Set([...same.access, ...rule.access])].join("");
  exceptions.set(key, { ...rule, access });
}

function keyOf({ type }: DeviceRule, major: number, minor: number): string {
  return `${type} ${major}:${minor}`;
}

/** Keys of the exceptions that a rule may concern: for one device its own and those of wildcards, else any. */
function touched({ exceptions }: Played, rule: DeviceRule): string[] {
  const { major, minor } = rule;
  if (major === ANY || minor === ANY) return [...exceptions.keys()];
  const near = [keyOf(rule, major, minor), keyOf(rule, major, ANY), keyOf(rule, ANY, minor), keyOf(rule, ANY, ANY)];
  return near.filter((key) => exceptions.has(key));
}

/** What is left of an exception once a rule took its device and access away; undefined: nothing. */
function withoutRule(exception: SourcedRule, rule: SourcedRule, ifPartial: IfPartial): SourcedRule | undefined {
  const left = [...exception.access].filter((letter) => !rule.access.includes(letter)).join("");
  if (exception.type !== rule.type || left === exception.access) return exception;
  if (!overlaps(exception.major, rule.major) || !overlaps(exception.minor, rule.minor)) return exception;
  if (covers(rule.major, exception.major) && covers(rule.minor, exception.minor)) {
    return left === "" ? undefined : { ...exception, access: left };
  }
  if (ifPartial === "leave") return exception;
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
