/** The enclave's cgroup hierarchies, as seen from inside it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const MOUNT = "/sys/fs/cgroup";

export type CgroupMode = "v1" | "hybrid" | "v2";

export function cgroupMode(): CgroupMode {
  if (existsSync(join(MOUNT, "cgroup.controllers"))) return "v2";
  return existsSync(join(MOUNT, "unified")) ? "hybrid" : "v1";
}

/** Mount point of a controller's hierarchy; undefined where the kernel gives none. */
export function hierarchyOf(controller: string): string | undefined {
  if (cgroupMode() === "v2") {
    const available = readFileSync(join(MOUNT, "cgroup.controllers"), "utf8").trim().split(" ");
    return available.includes(controller) ? MOUNT : undefined;
  }
  const name = readdirSync(MOUNT).find((dir) => dir.split(",").includes(controller));
  return name === undefined ? undefined : join(MOUNT, name);
}

/** Every hierarchy's mount point. */
export function hierarchies(): string[] {
  return cgroupMode() === "v2" ? [MOUNT] : readdirSync(MOUNT).map((name) => join(MOUNT, name));
}

function below(dir: string): string[] {
  const children = readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return children.flatMap((entry) => [join(dir, entry.name), ...below(join(dir, entry.name))]);
}

/** Every cgroup directory but the roots. */
export function allCgroups(): string[] {
  return hierarchies().flatMap(below);
}

/** Content of a file in a container's cgroup, without the final newline. */
export function readCgroup(controller: string, path: string, file: string): string {
  const mount = hierarchyOf(controller);
  if (mount === undefined) throw new Error(`no ${controller} controller here`);
  return readFileSync(join(mount, path, file), "utf8").trim();
}

/** Path of a process in a controller's hierarchy, from its /proc/PID/cgroup. */
export function cgroupPathOf(pid: number, controller: string): string {
  const lines = readFileSync(`/proc/${pid}/cgroup`, "utf8").trim().split("\n");
  const wanted = cgroupMode() === "v2" ? "" : controller;
  const line = lines.find((text) => text.split(":")[1]?.split(",").includes(wanted));
  if (line === undefined) throw new Error(`process ${pid} is in no ${controller} hierarchy`);
  return line.split(":").slice(2).join(":");
}
