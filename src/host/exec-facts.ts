import { readlinkSync } from "node:fs";
import type { Addon } from "../native/addon.ts";
import type { ExecFacts } from "../plan/facts.ts";
import type { NamespaceType } from "../plan/steps.ts";
import { hasCode } from "../state/store.ts";
import { HostProcessFacts } from "./process-facts.ts";

export class HostExecFacts extends HostProcessFacts implements ExecFacts {
  readonly namespaces: readonly NamespaceType[];

  /** `pid` is the container's init. Throws ESRCH or ENOENT where it has gone. */
  constructor(addon: Addon, { pid, rlimits }: { readonly pid: number; readonly rlimits: readonly string[] }) {
    super(addon, rlimits);
    this.namespaces = FILES.filter(([file]) => differs(file, pid)).map(([, type]) => type);
  }
}

/** Files of /proc/PID/ns, namespaces(7). */
const FILES: readonly (readonly [file: string, type: NamespaceType])[] = [
  ["user", "user"],
  ["cgroup", "cgroup"],
  ["ipc", "ipc"],
  ["uts", "uts"],
  ["net", "network"],
  ["pid", "pid"],
  ["time", "time"],
  ["mnt", "mount"],
];

/** setns(2) refuses the user namespace that one is in already, and for the others there is nothing to do. */
function differs(file: string, pid: number): boolean {
  let own: string;
  try {
    own = readlinkSync(`/proc/self/ns/${file}`);
  } catch (error) {
    // a kernel without that type
    if (hasCode(error, "ENOENT")) return false;
    throw error;
  }
  return readlinkSync(`/proc/${pid}/ns/${file}`) !== own;
}
