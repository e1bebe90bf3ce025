/** The verbs that save a container to files, and make one of them. */
import { act, attend } from "./act.ts";
import { type FlagKinds, flags } from "./command-line.ts";
import type { CheckpointOptions, RestoreOptions } from "./options.ts";

const BOOLEANS = ["tcp-established", "ext-unix-sk", "shell-job", "lazy-pages", "file-locks", "auto-dedup"];
const STRINGS = ["manage-cgroups-mode", "empty-ns"];
const PATHS = ["image-path", "work-path"];

export const CHECKPOINT: FlagKinds = {
  booleans: [...BOOLEANS, "leave-running", "tcp-skip-in-flight", "link-remap", "pre-dump"],
  strings: [...STRINGS, "parent-path", "page-server"],
  paths: PATHS,
};
export const RESTORE: FlagKinds = {
  booleans: [...BOOLEANS, "detach", "no-subreaper", "no-pivot"],
  strings: [...STRINGS, "lsm-profile", "lsm-mount-context"],
  paths: [...PATHS, "bundle", "console-socket", "pid-file"],
};

/** Save a running or paused container to files. Unless it is left running, it ends with that, and is deleted. */
export async function checkpoint(id: string, options: CheckpointOptions = {}): Promise<void> {
  const { statusFd } = options;
  const descriptor = statusFd === undefined ? {} : { descriptor: { flag: "--status-fd", fd: statusFd } };
  await act({ verb: "checkpoint", words: [...flags(options, CHECKPOINT), "--", id], options, ...descriptor });
}

/** Make a container of a checkpoint. Resolves as run does. */
export async function restore(id: string, options: RestoreOptions = {}): Promise<number> {
  return await attend({ verb: "restore", words: [...flags(options, RESTORE), "--", id], options });
}
