/** The cgroup children that a run has of its own, one in every mounted hierarchy. */
import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const REMOVE_TRIES = 100;
const REMOVE_PAUSE = 50; // ms

/** Mounted cgroup file systems: `{ root, mount, type, options }`, from proc(5) mountinfo. */
function mounts() {
  return readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .filter((line) => / - cgroup2? /.test(line))
    .map((line) => {
      const [own, superblock] = line.split(" - ");
      const [, , , root, mount] = own.split(" ");
      const [type, , options] = superblock.split(" ");
      return { root, mount, type, options: options.split(",") };
    });
}

function mountOf(controllers, all) {
  if (controllers === "") return all.find(({ type }) => type === "cgroup2");
  const wanted = controllers.split(",");
  return all.find(({ type, options }) => type === "cgroup" && wanted.every((name) => options.includes(name)));
}

/**
 * The hierarchies this process is in, by /proc/self/cgroup: `{ mount, type, options, own }`. `options` are those that
 * mount(8) takes to mount the same hierarchy again, `own` is the directory of the process's cgroup.
 */
export function hierarchies() {
  const all = mounts();
  const found = [];
  for (const line of readFileSync("/proc/self/cgroup", "utf8").trimEnd().split("\n")) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line);
    const mounted = mountOf(controllers, all);
    if (mounted === undefined) continue;
    const options = controllers.startsWith("name=") ? `none,${controllers}` : controllers;
    const own = join(mounted.mount, relative(mounted.root, path));
    found.push({ mount: mounted.mount, type: mounted.type, options, own });
  }
  return found;
}

/** Makes a child `name` of the process's own cgroup in each hierarchy; returns them with `dir`. */
export function createChildren(name) {
  const made = [];
  try {
    for (const hierarchy of hierarchies()) {
      const dir = join(hierarchy.own, name);
      mkdirSync(dir);
      made.push({ ...hierarchy, dir });
      if (hierarchy.options === "cpuset") {
        // A v1 cpuset takes no process before it has processors and memory nodes (cpuset(7)).
        for (const file of ["cpuset.cpus", "cpuset.mems"])
          writeFileSync(join(dir, file), readFileSync(join(hierarchy.own, file)));
      }
    }
  } catch (error) {
    for (const { dir } of made) rmdirSync(dir);
    throw error;
  }
  return made;
}

function* deepestFirst(dir) {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    if (entry.isDirectory()) yield* deepestFirst(join(dir, entry.name));
  }
  yield dir;
}

function removeTree(dir) {
  for (const each of deepestFirst(dir)) {
    try {
      // A task that is frozen cannot die (v1 freezer).
      writeFileSync(join(each, "freezer.state"), "THAWED", { flag: "r+" });
    } catch {
      // not the freezer's hierarchy
    }
    rmdirSync(each);
  }
}

/** Removes them with all that is below; waits for the tasks in them to die. Returns the directories that stay. */
export async function removeChildren(children) {
  let left = children.map(({ dir }) => dir);
  for (let attempt = 0; attempt < REMOVE_TRIES && left.length > 0; attempt++) {
    left = left.filter((dir) => {
      try {
        removeTree(dir);
        return false;
      } catch (error) {
        return error.code !== "ENOENT";
      }
    });
    if (left.length > 0) await sleep(REMOVE_PAUSE);
  }
  return left;
}
