/** Compiled in by the build; a run from the sources has neither. */
declare const CAISSON_VERSION: string | undefined;
declare const CAISSON_COMMIT: string | undefined;

export const VERSION = typeof CAISSON_VERSION === "string" ? CAISSON_VERSION : "0.0.0";
export const COMMIT = typeof CAISSON_COMMIT === "string" ? CAISSON_COMMIT : "unknown";
