/** Bits of poll(2), the same on every architecture that Bun and Node run on. */
export const POLLIN = 1;
export const POLLPRI = 2;
export const POLLERR = 8;
export const POLLHUP = 16;
