/**
 * One lock a container, `<root>/<id>/lock`. It guards create, start and delete; state, list and kill read without it.
 * The kernel releases it when its holder dies, so a killed runtime never locks anybody out.
 */
import { statSync } from "node:fs";
import { RuntimeError } from "../common/errors.ts";
import { sleep } from "../common/sleep.ts";
import type { Addon } from "../native/addon.ts";
import { hasCode, lockPath, notFound } from "./store.ts";

/** Step between two tries while another runtime holds the lock, milliseconds. */
const PAUSE = 10;

/**
 * Take the lock; undefined where another holds it still after `patience` milliseconds. Throws NOT_FOUND where the
 * container has gone. The lock lasts until the descriptor is closed or the process ends.
 */
export function lock(addon: Addon, at: { root: string; id: string; patience: number }): number | undefined {
  const file = lockPath(at.root, at.id);
  for (let waited = 0; ; waited += PAUSE) {
    const fd = tryLock(addon, file, at.id);
    if (fd !== undefined || waited >= at.patience) return fd;
    sleep(PAUSE);
  }
}

/** As lock, but a busy lock is an error: the container is being worked on. */
export function lockOrFail(addon: Addon, at: { root: string; id: string; patience: number }): number {
  const fd = lock(addon, at);
  if (fd !== undefined) return fd;
  throw new RuntimeError("WRONG_STATE", `container ${at.id} is being worked on by another caisson process`, {
    hint: "try again when that has ended",
  });
}

function tryLock(addon: Addon, file: string, id: string): number | undefined {
  let fd: number | undefined;
  try {
    fd = addon.lockFile(file, "exclusive", false);
  } catch (error) {
    if (hasCode(error, "ENOENT")) throw notFound(id);
    throw error;
  }
  if (fd === undefined) return undefined;
  // a delete may have removed the file between open and flock: a lock on an unlinked file guards nothing
  try {
    if (statSync(file).ino === statSync(`/proc/self/fd/${fd}`).ino) return fd;
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
  addon.close(fd);
  return undefined;
}
