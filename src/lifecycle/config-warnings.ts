import { problemLine, type Warning } from "../config/problem.ts";

export type Warn = (message: string, from?: string) => void;

/** At most so many: a hostile file may have millions. */
const SHOWN = 100;

/** `file` is what users know the file by. */
export function warnOf(warnings: readonly Warning[], file: string, warn: Warn): void {
  const shown = warnings.slice(0, SHOWN);
  for (const warning of shown) warn(`${file} ${problemLine(warning)}`, warning.pointer);
  const more = warnings.length - shown.length;
  if (more > 0) warn(`${file} has ${more} more places to be warned of; caisson validate shows those of a bundle`);
}
