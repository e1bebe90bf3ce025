import { closeSync, openSync } from "node:fs";
import { writeText } from "../../common/output.ts";
import { defaultConfig } from "../../lifecycle/default-config.ts";
import { isSet, textFlag } from "../arguments.ts";
import { resolvePath } from "../environment.ts";
import type { Verb } from "../invocation.ts";
import { UsageError } from "../usage-error.ts";

export const run: Verb = ({ args }) => {
  const file = `${resolvePath(textFlag(args, "bundle") ?? ".")}/config.json`;
  const owner = { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 };
  const config = defaultConfig(isSet(args, "rootless") ? owner : undefined);
  const fd = openNew(file);
  try {
    writeText(fd, `${JSON.stringify(config, undefined, "\t")}\n`);
  } finally {
    closeSync(fd);
  }
  return 0;
};

/** Never writes over a file that is there. */
function openNew(file: string): number {
  try {
    return openSync(file, "wx", 0o666);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new UsageError(`${file} exists; remove it first`);
  }
}
