import type { Addon } from "../native/addon.ts";

/** What every verb gets: where the state lives, and how to warn. */
export interface Runtime {
  readonly addon: Addon;
  /** Absolute path of `--root`. */
  readonly root: string;
  readonly debug: boolean;
  readonly rootless: boolean;
  readonly warn: (message: string, from?: string) => void;
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
