/** Programs of the host that the runtime may need. PATH is the caller's, and not trusted. */
import { accessSync, constants } from "node:fs";

export function findProgram(name: string): string | undefined {
  return ["/usr/bin", "/bin", "/usr/local/bin", "/usr/sbin"].map((dir) => `${dir}/${name}`).find(isExecutable);
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
