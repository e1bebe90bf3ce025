/** Why a cgroup controller is not to be had. Looked at only where config.json names one that no hierarchy offers. */
import { readFileSync } from "node:fs";
import type { Absence } from "../../plan/facts.ts";
import type { CgroupFacts } from "./facts.ts";

/** A row of /proc/cgroups; hierarchy 0 is v2's, or none. */
export interface KernelController {
  readonly hierarchy: number;
  readonly enabled: boolean;
}

/** `wanted` and the keys of the result are names as in /proc/cgroups. */
export function absentControllers(wanted: readonly string[], facts: CgroupFacts): Record<string, Absence> {
  const missing = wanted.filter((name) => !isOffered(name, facts));
  // without a prototype: a controller may be called anything in config.json
  const result: Record<string, Absence> = Object.create(null);
  if (missing.length === 0) return result;
  const known = kernelControllers(readFileSync("/proc/cgroups", "latin1"));
  const unified = facts.mode === "hybrid" ? unifiedControllers(facts) : [];
  for (const name of missing) result[name] = reason(name, { known, unified, mode: facts.mode });
  return result;
}

/** `#subsys_name hierarchy num_cgroups enabled`, separated by tabs. */
export function kernelControllers(text: string): Map<string, KernelController> {
  const result = new Map<string, KernelController>();
  for (const line of text.split("\n")) {
    const [name = "", hierarchy, , enabled] = line.split("\t");
    if (name === "" || name.startsWith("#")) continue;
    result.set(name, { hierarchy: Number(hierarchy), enabled: enabled === "1" });
  }
  return result;
}

interface Host {
  readonly known: ReadonlyMap<string, KernelController>;
  /** What the v2 hierarchy of a hybrid host has. */
  readonly unified: readonly string[];
  readonly mode: CgroupFacts["mode"];
}

export function reason(name: string, { known, unified, mode }: Host): Absence {
  const found = known.get(name);
  if (found === undefined) return "kernel";
  if (!found.enabled) return "disabled";
  if (found.hierarchy !== 0) return "elsewhere";
  if (unified.includes(v2Name(name))) return "unified";
  return mode === "v2" ? "undelegated" : "unmounted";
}

function isOffered(name: string, { mode, hierarchies, v2Controllers }: CgroupFacts): boolean {
  if (mode === "v2") return v2Controllers.includes(v2Name(name));
  return hierarchies.some((hierarchy) => hierarchy.controllers.includes(name));
}

function v2Name(name: string): string {
  return name === "blkio" ? "io" : name;
}

function unifiedControllers({ hierarchies }: CgroupFacts): string[] {
  const v2 = hierarchies.find((hierarchy) => hierarchy.controllers.length === 0);
  if (v2 === undefined) return [];
  return readFileSync(`${v2.mount}/cgroup.controllers`, "latin1").trim().split(" ");
}
