import type { Addon } from "../native/addon.ts";

/** What every verb gets: where the state lives, and how to warn. */
export interface Runtime {
  readonly addon: Addon;
  /** Absolute path of `--root`. */
  readonly root: string;
  /** `--rootless`: whether a cgroup that may not be made is done without. */
  readonly rootless: "true" | "false" | "auto";
  /** `--systemd-cgroup`: who makes the cgroups of a container that is created; later ones go by its record. */
  readonly cgroupDriver: "cgroupfs" | "systemd";
  readonly warn: (message: string, from?: string) => void;
  /** With --debug: what is done, step by step; undefined without, so that nothing is put in words for nobody. */
  readonly note: ((message: string, from?: string) => void) | undefined;
}

export interface CreateOptions {
  readonly id: string;
  /** Absolute. */
  readonly bundle: string;
  readonly pidFile?: string | undefined;
  readonly consoleSocket?: string | undefined;
  readonly pidfdSocket?: string | undefined;
  readonly noPivot: boolean;
  readonly noNewKeyring: boolean;
  readonly preserveFds: number;
}
