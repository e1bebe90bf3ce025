/** Looks into the container's cgroup from outside. */
import { expect } from "vitest";
import { cgroupPathOf, readCgroup } from "../../harness/cgroups.ts";
import type { Check } from "../../harness/check.ts";
import type { Change } from "../../harness/config.ts";
import type { Scene } from "../../harness/scene.ts";
import { LIMITS, type Resources, type Seen } from "./limits.ts";

export function withResources(resources: Resources): Change {
  return (config) => {
    config.linux.resources = { devices: [{ allow: false, access: "rwm" }], ...resources };
  };
}

/** Controllers whose files are named after something else. */
function controllerOf(file: string): string {
  return file.split(".")[0] ?? "";
}

/** Files of the container's cgroup, while it runs. */
export function lookAll(scene: Scene, files: readonly string[], change: Change = () => {}): string[] {
  const container = scene.running(["sleep"], change);
  const { pid } = container.state();
  const seen = files.map((file) => readCgroup(controllerOf(file), cgroupPathOf(pid, controllerOf(file)), file));
  container.delete("--force").ok();
  return seen;
}

export function look(scene: Scene, file: string, change?: Change): string {
  return lookAll(scene, [file], change)[0] ?? "";
}

function matches(text: string | undefined, reads: Seen["reads"]): boolean {
  return typeof reads === "string" ? text === reads : reads.test(text ?? "");
}

/** A check for each limit that this version has: the files with the limit, and without it. */
export function checkLimits(check: Check, version: "v1" | "v2"): void {
  for (const { name, proves, resources, ...both } of LIMITS) {
    const expected = both[version];
    if (expected === undefined) continue;
    check(name, { proves: proves.map((field) => `/linux/resources/${field}`) }, (scene) => {
      const files = expected.map(({ file }) => file);
      const seen = lookAll(scene, files, withResources(resources));
      const plain = lookAll(scene, files);
      for (const [index, { file, reads }] of expected.entries()) {
        expect(seen[index], file).toEqual(typeof reads === "string" ? reads : expect.stringMatching(reads));
        expect(matches(plain[index], reads), `${file} reads ${plain[index]} without the limit, too`).toBe(false);
      }
    });
  }
}
