import { writeText } from "../common/output.ts";

const STDOUT = 1;

/** Print a value as JSON with a final newline; returns exit status 0. */
export function printJson(value: unknown, form: "indented" | "one line"): number {
  writeText(STDOUT, `${JSON.stringify(value, undefined, form === "indented" ? 2 : 0)}\n`);
  return 0;
}
