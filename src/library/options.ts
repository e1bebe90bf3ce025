/** What the verbs of the library take. Relative paths are taken from the current directory. */
import type { Stream } from "node:stream";

export interface Warning {
  readonly message: string;
  /** JSON pointer into config.json, or `default:<name>`. */
  readonly from?: string;
}

/** Every verb takes these: the global flags of the command line. */
export interface Options {
  /** Directory that holds the state of containers; `/run/caisson`, or `$XDG_RUNTIME_DIR/caisson` without privilege. */
  readonly root?: string;
  /** Go on where cgroups cannot be written; `auto`, the default, without privilege. */
  readonly rootless?: "true" | "false" | "auto";
  /** Use the systemd cgroup driver. */
  readonly systemdCgroup?: boolean;
  /** Hears of what was asked for and cannot be done here, and is no error. */
  readonly onWarning?: (warning: Warning) => void;
}

/** For verbs that are done by a process of their own. */
export interface ActOptions extends Options {
  /** Ends it with SIGTERM; a create is rolled back then, a foreground run hands the signal on to its container. */
  readonly signal?: AbortSignal;
  /** What hooks without an `env` get; `process.env` by default. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A descriptor, a stream that has one, `ignore` (/dev/null), or `inherit`: this process's own. */
export type Stdio = number | Stream | "ignore" | "inherit";

/** For verbs that start a process in a container. */
export interface ProcessOptions extends ActOptions {
  /** The process's standard input, output and error; all `ignore` by default. */
  readonly stdio?: readonly [Stdio, Stdio, Stdio];
  /** Descriptors of this process that become 3, 4, … in the container (`--preserve-fds`). */
  readonly preserveFds?: readonly number[];
  /** Unix socket that receives the master end of the terminal. */
  readonly consoleSocket?: string;
  /** Unix socket that receives a pidfd of the process. */
  readonly pidfdSocket?: string;
  /** File to write the process's pid to. */
  readonly pidFile?: string;
}

export interface CreateOptions extends ProcessOptions {
  /** Directory that holds config.json; the current one by default. */
  readonly bundle?: string;
  /** chroot instead of pivot_root, for a root file system on a ramdisk. */
  readonly noPivot?: boolean;
  /** Keep the caller's session keyring. */
  readonly noNewKeyring?: boolean;
  /** Address of a service manager's socket, which is told when the container is ready (sd_notify(3)). */
  readonly notifySocket?: string;
}

export interface StartOptions extends ActOptions {
  /** As for create; start then resolves when the container has said that it is ready. */
  readonly notifySocket?: string;
}

export interface RunOptions extends CreateOptions {
  /** Resolve once it runs, not when it has ended. */
  readonly detach?: boolean;
  /** Do not delete the container when it ends. */
  readonly keep?: boolean;
  /** Do not reap orphans of the container. */
  readonly noSubreaper?: boolean;
}

export interface KillOptions extends ActOptions {
  /** Signal every process of the container. */
  readonly all?: boolean;
}

export interface DeleteOptions extends ActOptions {
  /** Kill it first if it runs; no error if it is gone. */
  readonly force?: boolean;
}

export interface PlanOptions extends Options {
  /** Id to plan for; `container` by default. */
  readonly id?: string;
  /** Plan for a detached container whose terminal goes there. */
  readonly consoleSocket?: string;
}
