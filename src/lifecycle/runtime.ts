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
  readonly activation: Activation;
  readonly warn: (message: string, from?: string) => void;
  /** With --debug: what is done, step by step; undefined without, so that nothing is put in words for nobody. */
  readonly note: ((message: string, from?: string) => void) | undefined;
}

/** What the runtime's caller got from its own service manager, and the container gets in turn. */
export interface Activation {
  /** sd_listen_fds(3): count of descriptors from 3 on. */
  readonly listenFds: number;
  /** sd_notify(3): address of the manager's socket. */
  readonly notifySocket: string | undefined;
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
