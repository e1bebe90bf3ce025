/** The runtime with systemd's driver, and what systemctl says of its units. */
import { execFileSync } from "node:child_process";
import type { Change } from "../../harness/config.ts";
import type { Container } from "../../harness/container.ts";
import { runtime as underTest } from "../../harness/environment.ts";
import type { Runtime } from "../../harness/runtime.ts";
import type { Scene, Verb } from "../../harness/scene.ts";

export const FLAGS = ["--systemd-cgroup"];

export function driver(scene: Scene): Runtime {
  return scene.runtimeWith({ flags: FLAGS });
}

/** Created with `--systemd-cgroup`, its program running. */
export function running(scene: Scene, change: Change = () => {}, verbs: readonly Verb[] = ["sleep"]): Container {
  const container = scene.container(scene.probeBundle(verbs, change), driver(scene));
  container.create().ok();
  container.start().ok();
  return container;
}

/** The unit of a container without a cgroupsPath. */
export function unitOf(container: Container): string {
  return `${underTest.name}-${container.id}.scope`;
}

export function at(cgroupsPath: string): Change {
  return (config) => {
    config.linux.cgroupsPath = cgroupsPath;
  };
}

export function systemctl(...args: readonly string[]): string {
  return execFileSync("systemctl", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** Properties by name; one that is there several times is joined by commas. */
export function show(unit: string, ...names: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of systemctl("show", unit, "--property", names.join(",")).trim().split("\n")) {
    const name = line.slice(0, line.indexOf("="));
    const value = line.slice(name.length + 1);
    found[name] = found[name] === undefined ? value : `${found[name]},${value}`;
  }
  return found;
}

/** Every unit that systemd still knows of what the checks make: a runtime's default names, and a fleet's. */
export function unitsLeft(): string[] {
  const patterns = [`${underTest.name}-box*`, "fleet-*.scope"];
  const lines = systemctl("list-units", "--all", "--plain", "--no-legend", ...patterns).split("\n");
  return lines.map((line) => line.split(" ")[0] ?? "").filter((name) => name !== "");
}
