/** What systemd refuses, in the words of our errors. */
import { RuntimeError } from "../../../common/errors.ts";
import type { SystemdFailure } from "../../../native/addon.ts";
import type { HostStep } from "../../../plan/steps.ts";
import { attempt } from "../../failure.ts";

type Start = Extract<HostStep, { op: "systemd.startUnit" }>;
type Change = Extract<HostStep, { op: "systemd.startUnit" | "systemd.setProperties" }>;

/** `name` is the last part of a D-Bus error's: `NoSuchUnit` of org.freedesktop.systemd1.NoSuchUnit. */
export function isBusError(error: unknown, name: string): boolean {
  return (error as SystemdFailure).busError === `org.freedesktop.systemd1.${name}`;
}

/** At the place that asked for the property that systemd names, if it names one. Anything but an answer of systemd's stays as it is. */
export function propertyFailure(step: Change, cause: unknown): unknown {
  const { busError, detail = "", code } = cause as SystemdFailure;
  if (busError === undefined) return cause;
  const words = detail.replace(/\.$/, "");
  const named = step.properties.find(({ name }) => new RegExp(`\\b${name}\\b`).test(words));
  return new RuntimeError("STEP_FAILED", `${attempt(step)}: ${words}`, {
    from: named?.from ?? step.from,
    ...(code === undefined ? {} : { errno: code }),
    hint: hintFor(busError, named?.name),
    cause,
  });
}

function hintFor(busError: string, property: string | undefined): string {
  if (property !== undefined) return `systemd.resource-control(5) and systemd.scope(5) tell what ${property} takes`;
  if (/AccessDenied|InteractiveAuthorizationRequired/.test(busError)) {
    return "only root gets a unit of the system's systemd; --rootless=true asks the user's own";
  }
  return `systemd answered with ${busError}`;
}

export function taken(step: Start, cause: unknown): RuntimeError {
  return new RuntimeError(
    "STEP_FAILED",
    `the systemd unit ${step.unit} is there already, and is not this container's`,
    {
      from: step.from,
      hint: `choose another name in cgroupsPath; systemctl status ${step.unit} shows whose it is`,
      cause,
    },
  );
}

const RESULTS: Readonly<Record<string, string>> = {
  canceled: "another job for the unit took its place",
  timeout: "systemd waited too long for it",
  dependency: "a unit that it needs failed, such as its slice",
  skipped: "systemd saw nothing to do",
};

/** `result` is that of the job (org.freedesktop.systemd1(5), JobRemoved). */
export function jobFailure(step: Start, result: string): RuntimeError {
  return new RuntimeError("STEP_FAILED", `${attempt(step)}: the job ended with "${result}"`, {
    from: step.from,
    hint: RESULTS[result] ?? `journalctl --unit ${step.unit} may tell why`,
  });
}
