/**
 * Whole writes to a descriptor. process.stdout is never touched: it sets O_NONBLOCK on what may be shared with the
 * caller and with the container.
 */
import { writeSync } from "node:fs";

/** The caller's pipe may be non-blocking and full: try again after so many milliseconds. */
const RETRY_AFTER = 2;

/** Write all of `text`. A reader that has gone away is no error; others are thrown as node:fs has them. */
export function writeText(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === "EPIPE") return;
      if (code !== "EAGAIN" && code !== "EINTR") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_AFTER);
    }
  }
}
