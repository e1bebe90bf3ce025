/** -1 as an unsigned number of 64 bits: how some callers write that nothing is asked for. */
export const UNSET = 2n ** 64n - 1n;
