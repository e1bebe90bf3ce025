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
  /** What hooks without an `env` of their own get; `process.env` by default. */
  readonly hookEnv?: Readonly<Record<string, string | undefined>>;
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

export interface ExecOptions extends ProcessOptions {
  /** Resolve once it runs, not when it has ended. */
  readonly detach?: boolean;
  /** In a paused container, wait until it is resumed. */
  readonly ignorePaused?: boolean;
  /** Cgroups below the container's to run in, `[CONTROLLER[,CONTROLLER]:]PATH`. */
  readonly cgroup?: readonly string[];
  // the rest differs from the process of config.json, and has no effect beside a whole process
  /** Working directory in the container. */
  readonly cwd?: string;
  /** `NAME=value`, after those of config.json. */
  readonly env?: readonly string[];
  /** Give it a terminal. */
  readonly tty?: boolean;
  /** `UID` or `UID:GID`, as numbers. */
  readonly user?: string;
  readonly additionalGids?: readonly number[];
  /** Capabilities to add to all sets but the inheritable one. */
  readonly cap?: readonly string[];
  /** SELinux label. */
  readonly processLabel?: string;
  /** AppArmor profile. */
  readonly apparmor?: string;
  readonly noNewPrivs?: boolean;
}

export interface EventsOptions extends ActOptions {
  /** Milliseconds between statistics, 5000 by default. */
  readonly interval?: number;
}

export interface UpdateOptions extends ActOptions {
  /** Parts of the L3 cache, as resctrl has them. */
  readonly l3CacheSchema?: string;
  /** Shares of memory bandwidth, as resctrl has them. */
  readonly memBwSchema?: string;
}

/** What checkpoint and restore share; criu(8) says more. */
interface CriuOptions extends ActOptions {
  /** Directory of CRIU's image files; `checkpoint` in the current directory by default. */
  readonly imagePath?: string;
  /** Directory of CRIU's log; that of the images by default. */
  readonly workPath?: string;
  readonly tcpEstablished?: boolean;
  readonly extUnixSk?: boolean;
  readonly shellJob?: boolean;
  readonly lazyPages?: boolean;
  readonly fileLocks?: boolean;
  readonly manageCgroupsMode?: "soft" | "full" | "strict" | "ignore";
  /** Namespace that is made without what was in it. */
  readonly emptyNs?: "network";
  readonly autoDedup?: boolean;
}

export interface CheckpointOptions extends CriuOptions {
  /** Directory of an earlier pre-dump, relative to the images. */
  readonly parentPath?: string;
  readonly leaveRunning?: boolean;
  readonly tcpSkipInFlight?: boolean;
  readonly linkRemap?: boolean;
  /** Descriptor of this process that gets a zero byte when lazy pages are ready. */
  readonly statusFd?: number;
  /** `ADDRESS:PORT` to send memory to. */
  readonly pageServer?: string;
  /** Save memory only, and let the container run on. */
  readonly preDump?: boolean;
}

export interface RestoreOptions extends CriuOptions, Pick<ProcessOptions, "stdio" | "consoleSocket" | "pidFile"> {
  /** Directory that holds config.json; the current one by default. */
  readonly bundle?: string;
  /** Resolve once it runs, not when it has ended. */
  readonly detach?: boolean;
  /** Do not reap orphans of the container. */
  readonly noSubreaper?: boolean;
  /** Has no effect: CRIU uses pivot_root. */
  readonly noPivot?: boolean;
  /** `TYPE:NAME` of the profile to restore with. */
  readonly lsmProfile?: string;
  /** SELinux context of mounts to restore with. */
  readonly lsmMountContext?: string;
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
