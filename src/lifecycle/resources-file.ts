import { readFileSync } from "node:fs";
import { RuntimeError } from "../common/errors.ts";
import { read } from "../config/read.ts";

const STDIN = 0;

/** The JSON in a file, `-` for standard input; a pipe will do. Throws CONFIG_READ. */
export function readResources(path: string): { readonly resources: unknown; readonly file: string } {
  const file = path === "-" ? "standard input" : path;
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path === "-" ? STDIN : path);
  } catch (cause) {
    const { code = "" } = cause as NodeJS.ErrnoException;
    const words = code === "ENOENT" ? "no such file or directory" : code;
    throw new RuntimeError("CONFIG_READ", `open ${file}: ${words}`, { syscall: "open", errno: code, cause });
  }
  return { resources: read(bytes, file), file };
}
