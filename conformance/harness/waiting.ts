/** Waiting for what another process does. */

/** How many times longer everything may take here: CONFORMANCE_SLOWNESS, for an emulated processor. */
export const slowness = Number(process.env.CONFORMANCE_SLOWNESS ?? "1");

/** Blocks this process. */
export function pauseSync(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** Polls until `look` gives something; throws after `limit` milliseconds (of a fast machine), naming `what`. */
export async function eventually<T>(what: string, look: () => T | undefined | false, limit = 10_000): Promise<T> {
  const end = Date.now() + limit * slowness;
  for (;;) {
    const seen = look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > end) throw new Error(`not within ${limit * slowness} ms: ${what}`);
    await new Promise((done) => setTimeout(done, 10));
  }
}

/** The same, blocking. */
export function eventuallySync<T>(what: string, look: () => T | undefined | false, limit = 10_000): T {
  const end = Date.now() + limit * slowness;
  for (;;) {
    const seen = look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > end) throw new Error(`not within ${limit * slowness} ms: ${what}`);
    pauseSync(10);
  }
}
