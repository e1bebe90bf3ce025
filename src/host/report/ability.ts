/** What the host can do: an answer for each facility, with the reason where it cannot. */
import { accessSync, constants, readdirSync } from "node:fs";
import type { Addon, Probes } from "../../native/addon.ts";
import { findProgram } from "../programs.ts";
import { textOf } from "../read.ts";

export interface Ability {
  /** Why it is not available; undefined where it is. */
  readonly reason?: string | undefined;
  /** What else there is to say, by short names: `mode`, `sizes`. */
  readonly detail?: Readonly<Record<string, string>>;
}

/** By facility: `apparmor`, `namespaces.user`. */
export type Abilities = Readonly<Record<string, Ability>>;

export const AVAILABLE: Ability = {};

/** What a report asks the host. Nothing of it fails because something is missing. */
export interface Host {
  /** Content of a file, without the blanks around it; undefined where it cannot be read. */
  readonly text: (path: string) => string | undefined;
  /** Names in a directory; none where it cannot be read. */
  readonly names: (path: string) => readonly string[];
  /** The errno's name (`EACCES`) where the runtime may not write there. */
  readonly writeRefusal: (path: string) => string | undefined;
  /** Absolute path of a program; undefined where it is not installed. */
  readonly program: (name: string) => string | undefined;
  readonly kernel: Probes & Pick<Addon, "effectiveCapabilities">;
}

export function thisHost(addon: Addon): Host {
  return { text: textOf, names, writeRefusal, program: findProgram, kernel: addon };
}

function names(path: string): string[] {
  try {
    return readdirSync(path).sort();
  } catch {
    return [];
  }
}

function writeRefusal(path: string): string | undefined {
  try {
    accessSync(path, constants.W_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "EACCES";
  }
}

/** CAP_* by number (linux/capability.h). */
export const CAP_NET_ADMIN = 12n;
export const CAP_SYS_ADMIN = 21n;

export function isCapable({ kernel }: Host, capability: bigint): boolean {
  return ((kernel.effectiveCapabilities() >> capability) & 1n) === 1n;
}
