import { existsSync, readFileSync, rmdirSync } from "node:fs";
import { expect } from "vitest";
import { suite } from "../../harness/check.ts";
import type { Change, Linux } from "../../harness/config.ts";
import { resctrlMount } from "../../harness/resctrl.ts";
import type { Scene } from "../../harness/scene.ts";

const CLASS = "conformance";

function withRdt(intelRdt: NonNullable<Linux["intelRdt"]>): Change {
  return (config) => {
    config.linux.intelRdt = intelRdt;
  };
}

const tasksOf = (dir: string) => readFileSync(`${dir}/tasks`, "utf8").split("\n").map(Number);

/** A line of the default class's schemata, as it may be written to another; undefined where there is none. */
function lineOf(mount: string, resource: string): string | undefined {
  const lines = readFileSync(`${mount}/schemata`, "utf8").split("\n");
  return lines.map((line) => line.replaceAll(" ", "")).find((line) => line.startsWith(`${resource}:`));
}

/** The class's directory, gone with the check. */
function classDirectory(scene: Scene, mount: string): string {
  const dir = `${mount}/${CLASS}`;
  scene.atEnd(() => {
    if (existsSync(dir)) rmdirSync(dir);
  });
  return dir;
}

suite("intelRdt", (check) => {
  const mount = resctrlMount() ?? "";

  check("without a class: a group of the container's own, which goes with it", (scene) => {
    const container = scene.running(["sleep"], withRdt({}));
    const dir = `${mount}/${container.id}`;
    expect(tasksOf(dir)).toContain(container.state().pid);
    expect(tasksOf(mount)).not.toContain(container.state().pid);
    container.delete("--force").ok();
    expect(existsSync(dir)).toBe(false);
  });

  check("a monitoring group", { proves: ["/linux/intelRdt/enableMonitoring"] }, (scene) => {
    const without = scene.running(["sleep"], withRdt({ closID: "/" }));
    const container = scene.running(["sleep"], withRdt({ closID: "/", enableMonitoring: true }));
    const dir = (id: string) => `${mount}/mon_groups/${id}`;
    expect(existsSync(dir(without.id))).toBe(false);
    expect(tasksOf(dir(container.id))).toContain(container.state().pid);
    container.delete("--force").ok();
    expect(existsSync(dir(container.id))).toBe(false);
  });

  check("a class by its name", { proves: ["/linux/intelRdt/closID"] }, (scene) => {
    const dir = classDirectory(scene, mount);
    scene.refuses(withRdt({ closID: CLASS }), "no such class of service");
    scene.shell(`mkdir "$1"`, [dir]).ok();
    const container = scene.running(["sleep"], withRdt({ closID: CLASS }));
    expect(tasksOf(dir)).toContain(container.state().pid);
    container.delete("--force").ok();
    expect(existsSync(dir)).toBe(true);
  });

  for (const [field, resource] of [
    ["schemata", "MB"],
    ["memBwSchema", "MB"],
    ["l3CacheSchema", "L3"],
  ] as const) {
    const pointer = `/linux/intelRdt/${field}${field === "schemata" ? "/*" : ""}`;
    check(`${field}: written to a new class, compared with one that is there`, { proves: [pointer] }, (scene) => {
      const line = lineOf(mount, resource);
      if (line === undefined) {
        scene.refuses(withRdt({ [field]: value(field, `${resource}:0=1`) }), resource);
        return;
      }
      const dir = classDirectory(scene, mount);
      // the smallest that every processor takes for a mask is two bits, for bandwidth the whole differs from it
      const smaller = line.replace(/=[^;]*/g, resource === "MB" ? "=50" : "=3");
      scene.inside(withRdt({ closID: CLASS, [field]: value(field, smaller) }));
      expect(readFileSync(`${dir}/schemata`, "utf8")).not.toBe(readFileSync(`${mount}/schemata`, "utf8"));
      scene.inside(withRdt({ closID: CLASS, [field]: value(field, smaller) }));
      scene.refuses(withRdt({ closID: CLASS, [field]: value(field, line) }), "another value");
    });
  }
});

function value(field: string, line: string): string | string[] {
  return field === "schemata" ? [line] : line;
}
