/** PER_* of linux/personality.h, by the spec's names of domains. */
export const PERSONALITIES: Readonly<Record<string, number>> = { LINUX: 0x0000, LINUX32: 0x0008 };
