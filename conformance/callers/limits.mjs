/** Limits as the kernel has them, looked up from outside by a process that they hold for. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hierarchies } from "../enclave/cgroups.mjs";

const FILES = {
  memory: { controller: "memory", v1: "memory.limit_in_bytes", v2: "memory.max" },
  pids: { controller: "pids", v1: "pids.max", v2: "pids.max" },
  quota: { controller: "cpu", v1: "cpu.cfs_quota_us", v2: "cpu.max" },
  freezer: { controller: "freezer", v1: "freezer.state", v2: "cgroup.freeze" },
};

/** /proc/PID/cgroup: the path in the hierarchy of a controller, or in the v2 one. */
function directoryOf(pid, controller) {
  const lines = readFileSync(`/proc/${pid}/cgroup`, "utf8").trim().split("\n");
  const of = (wanted) => lines.map((line) => /^\d+:([^:]*):(.*)$/.exec(line)).find(([, list]) => wanted(list))?.[2];
  const first = hierarchies().find(({ type, options }) => type === "cgroup" && options.split(",").includes(controller));
  const path = of((list) => list.split(",").includes(controller));
  if (first !== undefined && path !== undefined) return { version: "v1", directory: join(first.mount, path) };
  const second = hierarchies().find(({ type }) => type === "cgroup2");
  return {
    version: "v2",
    directory: join(
      second.mount,
      of((list) => list === ""),
    ),
  };
}

/** `what` is a key of FILES; the file's text, of cpu.max the first word. */
export function limitOf(pid, what) {
  const { controller, ...files } = FILES[what];
  const { version, directory } = directoryOf(pid, controller);
  return readFileSync(join(directory, files[version]), "utf8").trim().split(" ")[0];
}

/** Several of them: `{ memory: "…", … }`. */
export function limitsOf(pid, ...names) {
  return Object.fromEntries(names.map((what) => [what, limitOf(pid, what)]));
}
