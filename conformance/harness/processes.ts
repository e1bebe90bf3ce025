/** Processes of the PID namespace that the checks run in: the enclave's own or, where it has none, the machine's. */
import { readdirSync, readFileSync } from "node:fs";

export interface ProcessEntry {
  readonly pid: number;
  readonly name: string;
  readonly state: string;
  readonly parent: number;
}

export function findProcess(pid: number): ProcessEntry | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const name = text.slice(text.indexOf("(") + 1, text.lastIndexOf(")"));
    const [state = "?", parent] = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { pid, name, state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}

/** True while it runs; a zombie does not. */
export function isAlive(pid: number): boolean {
  const found = findProcess(pid);
  return found !== undefined && found.state !== "Z" && found.state !== "X";
}

/** Parent of all threads of the kernel's. */
const KTHREADD = 2;

export function allProcesses(): ProcessEntry[] {
  const pids = readdirSync("/proc").filter((name) => /^[0-9]+$/.test(name));
  const all = pids.map((pid) => findProcess(Number(pid))).filter((found) => found !== undefined);
  // the kernel's own threads come and go; a PID namespace has none
  return findProcess(KTHREADD)?.name === "kthreadd" ? all.filter(({ parent }) => parent !== KTHREADD) : all;
}
