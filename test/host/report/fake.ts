/** A host that is told what it has. Without a word it is a new one, where everything works for root. */

import type { Abilities, Host } from "../../../src/host/report/ability.ts";
import { CLONE_FLAGS } from "../../../src/native/clone-flags.ts";

export interface Facts {
  /** By path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Names by directory. */
  readonly directories?: Readonly<Record<string, readonly string[]>>;
  /** Errno names by path. */
  readonly readOnly?: Readonly<Record<string, string>>;
  readonly programs?: readonly string[];
  readonly kernel?: Partial<Host["kernel"]>;
}

const EFAULT = 14;
const NOBODY = 0n;
const EVERYBODY = (1n << 41n) - 1n;

const FILES: Readonly<Record<string, string>> = {
  "/proc/sys/kernel/osrelease": "6.18.0-test",
  "/proc/self/uid_map": "0          0 4294967295",
  "/proc/self/status": "Name:\tcaisson\nCapBnd:\t000001ffffffffff\nSeccomp:\t0",
};

export function fakeHost({ files, directories, readOnly, programs, kernel }: Facts = {}): Host {
  const all: Readonly<Record<string, string | undefined>> = { ...FILES, ...files };
  return {
    text: (path) => all[path],
    names: (path) => directories?.[path] ?? [],
    writeRefusal: (path) => readOnly?.[path],
    program: (name) => (programs?.includes(name) ? `/usr/bin/${name}` : undefined),
    kernel: {
      effectiveCapabilities: () => EVERYBODY,
      probeUnshare: (flags) => flags.map(() => 0),
      probeSeccompFlags: () => EFAULT,
      probeSeccompAction: () => 0,
      probeMemoryPolicy: () => 0,
      probeNamespaceOwner: () => 0,
      probeCalls: () => [],
      ...kernel,
    },
  };
}

/** An ordinary user. */
export const UNPRIVILEGED = { effectiveCapabilities: () => NOBODY };

/** unshare(2) that refuses these types, with this errno. */
export function refusing(errno: number, ...types: readonly (keyof typeof CLONE_FLAGS)[]) {
  const refused: readonly number[] = types.map((type) => CLONE_FLAGS[type]);
  return { probeUnshare: (flags: readonly number[]) => flags.map((flag) => (refused.includes(flag) ? errno : 0)) };
}

/** The reasons alone: what is available is not among them. */
export function reasonsOf(abilities: Abilities): Record<string, string> {
  const found = Object.entries(abilities).flatMap(([name, { reason }]) =>
    reason === undefined ? [] : [[name, reason]],
  );
  return Object.fromEntries(found) as Record<string, string>;
}
