import { RuntimeError } from "../common/errors.ts";

const ALLOWED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-.";
/** A file name's limit in bytes (NAME_MAX); the id names a directory. */
const LONGEST = 255;

/** Throws unless `id` is one that runc accepts: `[A-Za-z0-9_+.-]+`, not `.` or `..`. */
export function checkId(id: string): void {
  const wrong =
    id.length === 0 || id.length > LONGEST || id === "." || id === ".." || [...id].some((c) => !ALLOWED.includes(c));
  if (wrong) {
    throw new RuntimeError("INVALID_ID", `invalid container ID format: ${JSON.stringify(id)}`, {
      hint: `an id has 1 to ${LONGEST} characters out of A-Z a-z 0-9 _ + - . and is not . or ..`,
    });
  }
}
