/** Which systemd a container's unit is made by, and what a plan needs to know of it. */
import { lstatSync, readFileSync } from "node:fs";
import type { Addon } from "../../../native/addon.ts";
import type { SystemdFacts } from "../../../plan/facts.ts";
import { type Manager, withSystemd } from "./connect.ts";

const PATH = "/org/freedesktop/systemd1";
const INTERFACE = "org.freedesktop.systemd1.Manager";

/** Who asks. */
export interface Asker {
  readonly euid: number;
  readonly inUserNamespace: boolean;
  /** `--rootless`. */
  readonly rootless: "true" | "false" | "auto";
}

/** Undefined where systemd is not this host's init (sd_booted(3)). */
export function systemdFacts(addon: Addon, asker: Asker): SystemdFacts | undefined {
  if (!isBooted()) return undefined;
  const { euid, inUserNamespace, rootless } = asker;
  if (rootless !== "auto") return managerFacts(addon, rootless === "true" ? "user" : "system");
  if (euid !== 0) return managerFacts(addon, "user");
  return (inUserNamespace ? usersOwn(addon) : undefined) ?? managerFacts(addon, "system");
}

/**
 * In our own PID namespace, too: systemd counts processes in its own, and would move somebody else's for us where only its
 * sockets were handed into a container.
 */
function isBooted(): boolean {
  const booted = lstatSync("/run/systemd/system", { throwIfNoEntry: false })?.isDirectory() === true;
  return booted && (firstProcess() ?? "systemd") === "systemd";
}

/** Undefined where /proc hides it from ordinary users (hidepid). */
function firstProcess(): string | undefined {
  try {
    return readFileSync("/proc/1/comm", "latin1").trim();
  } catch {
    return undefined;
  }
}

/**
 * Root of a user namespace is either an ordinary user, who has only a systemd of their own (podman without privilege),
 * or the root of a whole system in a container: then that system's root has the instance.
 */
function usersOwn(addon: Addon): SystemdFacts | undefined {
  try {
    const facts = managerFacts(addon, "user");
    return /(^|\/)user-0\.slice(\/|$)/.test(facts.controlGroup) ? undefined : facts;
  } catch {
    // no session: the system's may be within reach, and says so if not
    return undefined;
  }
}

export function managerFacts(addon: Addon, manager: Manager): SystemdFacts {
  return withSystemd(addon, manager, (connection) => {
    const property = (name: string): string => addon.systemdProperty(connection, PATH, INTERFACE, name);
    return { manager, version: versionOf(property("Version")), controlGroup: withoutRoot(property("ControlGroup")) };
  });
}

/** `252.39-1~deb12u2`, `v245` and the like. */
export function versionOf(text: string): number {
  return Number(/\d+/.exec(text)?.[0] ?? 0);
}

/** The root is empty or `/`, by version. */
function withoutRoot(controlGroup: string): string {
  return controlGroup === "/" ? "" : controlGroup;
}
