/** Files of the kernel's that may not be there. */
import { readFileSync } from "node:fs";

/** Without the blanks around it; undefined where it cannot be read, for whatever reason. */
export function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return undefined;
  }
}
