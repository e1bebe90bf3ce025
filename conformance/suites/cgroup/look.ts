/** Looks into the container's cgroup from outside. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { cgroupPathOf, hierarchyOf, readCgroup } from "../../harness/cgroups.ts";
import type { Check } from "../../harness/check.ts";
import type { Change } from "../../harness/config.ts";
import type { Scene } from "../../harness/scene.ts";
import { LIMITS, type Resources, type Seen } from "./limits.ts";

export function withResources(resources: Resources): Change {
  return (config) => {
    config.linux.resources = { devices: [{ allow: false, access: "rwm" }], ...resources };
  };
}

/** The files of a v2 cgroup itself are in the one hierarchy that there is. */
function controllerOf(file: string): string {
  const first = file.split(".")[0] ?? "";
  return first === "cgroup" ? "memory" : first;
}

/** Files of the container's cgroup, while it runs. */
export function lookAll(scene: Scene, files: readonly string[], change: Change = () => {}): string[] {
  const container = scene.running(["sleep"], change);
  const { pid } = container.state();
  const seen = files.map((file) => {
    const controller = controllerOf(file);
    const path = cgroupPathOf(pid, controller);
    const there = existsSync(join(hierarchyOf(controller) ?? "", path, file));
    return there ? readCgroup(controller, path, file) : "no such file";
  });
  container.delete("--force").ok();
  return seen;
}

export function look(scene: Scene, file: string, change?: Change): string {
  return lookAll(scene, [file], change)[0] ?? "";
}

function matches(text: string | undefined, reads: Seen["reads"]): boolean {
  return typeof reads === "string" ? text === reads : reads.test(text ?? "");
}

/** What these files read in a container without limits: one serves all checks, since an emulated machine takes its time. */
function plainReader(version: "v1" | "v2"): (scene: Scene) => ReadonlyMap<string, string> {
  let seen: ReadonlyMap<string, string> | undefined;
  return (scene) => {
    if (seen !== undefined) return seen;
    const files = LIMITS.flatMap((limit) => limit[version] ?? []).map(({ file }) => file);
    const there = [...new Set(files)].filter((file) => hierarchyOf(controllerOf(file)) !== undefined);
    const texts = lookAll(scene, there);
    seen = new Map(there.map((file, index) => [file, texts[index] ?? ""]));
    return seen;
  };
}

/** A check for each limit that this version has: the files with the limit, and without it. */
export function checkLimits(check: Check, version: "v1" | "v2"): void {
  const plainFiles = plainReader(version);
  for (const { name, proves, resources, ...both } of LIMITS) {
    const expected = both[version];
    if (expected === undefined) continue;
    check(name, { proves: proves.map((field) => `/linux/resources/${field}`) }, (scene) => {
      const files = expected.map(({ file }) => file);
      const seen = lookAll(scene, files, withResources(resources));
      const plain = plainFiles(scene);
      for (const [index, { file, reads }] of expected.entries()) {
        expect(seen[index], file).toEqual(typeof reads === "string" ? reads : expect.stringMatching(reads));
        const without = plain.get(file);
        expect(without, file).toBeDefined();
        expect(matches(without, reads), `${file} reads ${without} without the limit, too`).toBe(false);
      }
    });
  }
}
