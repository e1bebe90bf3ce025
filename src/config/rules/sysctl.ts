import { pointer } from "../../common/pointer.ts";
import { describeValue, type Problem } from "../problem.ts";
import { canonicalSysctl } from "../sysctl-name.ts";
import type { Draft, Findings } from "./draft.ts";
import { hasNamespace } from "./namespaces.ts";

/** System V IPC (sysctl/kernel.rst): these are of the IPC namespace. */
const IPC_KEYS: ReadonlySet<string> = new Set([
  "kernel.msgmax",
  "kernel.msgmnb",
  "kernel.msgmni",
  "kernel.sem",
  "kernel.shmall",
  "kernel.shmmax",
  "kernel.shmmni",
  "kernel.shm_rmid_forced",
]);

/** Only what belongs to a namespace of the container may be changed: everything else is the host's. */
export function checkSysctl(spec: Draft, findings: Findings): void {
  const { sysctl } = spec.linux ?? {};
  if (sysctl === undefined) return;
  for (const key of Object.keys(sysctl)) {
    const wrong = problemOf(key, spec, findings);
    if (wrong !== undefined) findings.problems.push({ pointer: pointer("/linux/sysctl", key), ...wrong });
  }
}

function problemOf(key: string, spec: Draft, findings: Findings): Omit<Problem, "pointer"> | undefined {
  const name = canonicalSysctl(key);
  if (name === undefined) return { message: "is not the name of a sysctl", found: describeValue(key) };
  const type = namespaceOf(name);
  if (type === undefined) {
    return {
      message: "belongs to the host and not to a namespace",
      allowed: "net.*, fs.mqueue.*, the System V IPC names of kernel.*, kernel.domainname",
    };
  }
  if (!hasNamespace(spec, findings, type))
    return { message: `needs a ${type} namespace, and /linux/namespaces has none` };
  if (name === "kernel.hostname") return { message: "conflicts with a field of the spec", allowed: "/hostname" };
  return undefined;
}

function namespaceOf(name: string): string | undefined {
  if (name.startsWith("net.")) return "network";
  if (name.startsWith("fs.mqueue.") || IPC_KEYS.has(name)) return "ipc";
  return name === "kernel.hostname" || name === "kernel.domainname" ? "uts" : undefined;
}
