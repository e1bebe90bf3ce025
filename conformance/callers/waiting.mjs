/** Waiting for what comes in its own time. */
import { setTimeout as sleep } from "node:timers/promises";
import { SLOWNESS } from "./slowness.mjs";

const POLL = 20; // ms
const SECONDS = 20 * SLOWNESS;

/** The first value of `look` that is not undefined; an error that names `what` where none comes. */
export async function until(what, look) {
  const end = Date.now() + SECONDS * 1000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`not within ${SECONDS} s: ${what}`);
    await sleep(POLL);
  }
}
