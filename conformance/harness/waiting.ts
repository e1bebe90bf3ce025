/** Waiting for what another process does. */

/** Blocks this process. */
export function pauseSync(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** Polls until `look` gives something; throws after `limit` milliseconds, naming `what`. */
export async function eventually<T>(what: string, look: () => T | undefined | false, limit = 10_000): Promise<T> {
  const end = Date.now() + limit;
  for (;;) {
    const seen = look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > end) throw new Error(`not within ${limit} ms: ${what}`);
    await new Promise((done) => setTimeout(done, 10));
  }
}

/** The same, blocking. */
export function eventuallySync<T>(what: string, look: () => T | undefined | false, limit = 10_000): T {
  const end = Date.now() + limit;
  for (;;) {
    const seen = look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > end) throw new Error(`not within ${limit} ms: ${what}`);
    pauseSync(10);
  }
}
