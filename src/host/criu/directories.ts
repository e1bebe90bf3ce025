/** The directories that CRIU writes to and reads from, and the file that runtimes put beside its images. */
import { closeSync, constants, mkdirSync, openSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { RuntimeError } from "../../common/errors.ts";
import type { CriuDirectories, CriuLateOptions } from "../../plan/checkpoint/criu.ts";

/** What standard streams were, as /proc/PID/fd has it: `["pipe:[1]", "pipe:[2]", "/dev/null"]`. runc's name and form. */
const DESCRIPTORS = "descriptors.json";

export interface OpenDirectories {
  readonly directories: CriuDirectories;
  /** CRIU opens them by /proc/PID/fd of the runtime, so they must stay open as long as it runs. */
  readonly numbers: Pick<CriuLateOptions, "imagesDirFd" | "workDirFd">;
  readonly close: () => void;
}

/**
 * `root` is where criu's own mount namespace begins for us, such as /proc/PID/root: it mounts on what it gets, and the
 * kernel allows that in its own namespace only. Throws as node:fs does where a directory is missing.
 */
export function openDirectories(directories: CriuDirectories, root = ""): OpenDirectories {
  // an absolute link on the way would lead back to our own mounts
  const open = (path: string): number =>
    openSync(`${root}${realpathSync(path)}`, constants.O_RDONLY | constants.O_DIRECTORY);
  const imagesDirFd = open(directories.images);
  if (directories.work === undefined) {
    return { directories, numbers: { imagesDirFd }, close: () => closeSync(imagesDirFd) };
  }
  const workDirFd = open(directories.work);
  const close = (): void => {
    closeSync(imagesDirFd);
    closeSync(workDirFd);
  };
  return { directories, numbers: { imagesDirFd, workDirFd }, close };
}

/** With the memory of a container in it, nobody else's to read. */
export function makeDirectory(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
}

export function writeDescriptors(images: string, streams: readonly string[]): void {
  writeFileSync(`${images}/${DESCRIPTORS}`, JSON.stringify(streams), { mode: 0o600 });
}

/** Throws CRIU_FAILED where the directory holds no checkpoint of a container. */
export function readDescriptors(images: string): string[] {
  const file = `${images}/${DESCRIPTORS}`;
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (Array.isArray(value)) return value.map(String);
  } catch (error) {
    throw noCheckpoint(file, error);
  }
  throw noCheckpoint(file, undefined);
}

function noCheckpoint(file: string, cause: unknown): RuntimeError {
  const { code } = (cause ?? {}) as NodeJS.ErrnoException;
  return new RuntimeError("CRIU_FAILED", `restore: ${file} is missing or damaged: no checkpoint of a container`, {
    ...(code === undefined ? {} : { syscall: "open", errno: code }),
    hint: "--image-path names the directory that checkpoint wrote to (default: checkpoint in the current directory)",
    cause,
  });
}
