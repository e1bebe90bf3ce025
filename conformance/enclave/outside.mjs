// Second stage, in a mount namespace of its own: makes cgroups, enters the other namespaces, cleans up, counts.
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { printSummary } from "./summary.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const work = process.env.CONFORMANCE_WORK;
const probe = join(work, "guest-probe");
const name = `conformance-${process.pid}`;

/**
 * True where the checks want the machine's own PID 1, /run and cgroups, as those with systemd do: its mounts alone are
 * kept from it. Only for a machine that is made for that (vm/guest).
 */
const isOpen = process.env.CONFORMANCE_OPEN === "1";

function mount(...args) {
  const done = spawnSync("mount", args, { encoding: "utf8" });
  if (done.status !== 0) throw new Error(`mount ${args.join(" ")}: ${done.stderr.trim()}`);
}

/** Nothing that is mounted from here on may reach the machine's own mount namespace. */
function makeMountsPrivate() {
  for (const line of readFileSync("/proc/self/mountinfo", "utf8").trim().split("\n")) {
    const target = line
      .split(" ")[4]
      .replace(/\\([0-7]{3})/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 8)));
    if (line.includes(" shared:") || line.includes(" master:")) spawnSync("mount", ["--make-private", target]);
  }
}

/**
 * Hierarchies as /proc/self/cgroup lists them: a directory name, and mount's options; `v2` has none.
 * CGROUPS=v1 leaves the v2 hierarchy out, CGROUPS=v2 all others, as far as the runtime can see.
 */
function hierarchies() {
  const lines = readFileSync("/proc/self/cgroup", "utf8").trim().split("\n");
  const controllers = lines.map((line) => line.split(":")[1]);
  const pure = controllers.length === 1 || process.env.CGROUPS === "v2";
  const all = controllers.map((list) => {
    if (list === "") return { dir: pure ? "" : "unified", options: undefined };
    if (list.startsWith("name=")) return { dir: list.slice(5), options: `none,${list}` };
    return { dir: list, options: list };
  });
  if (process.env.CGROUPS === "v1") return all.filter(({ options }) => options !== undefined);
  return pure ? all.filter(({ options }) => options === undefined) : all;
}

/** Settings of the whole machine that a runtime with a hole in it could change; they are put back. */
const PRECIOUS = ["kernel/core_pattern", "kernel/modprobe", "kernel/hotplug", "vm/swappiness", "fs/file-max"];

function readPrecious() {
  const files = PRECIOUS.map((name) => join("/proc/sys", name)).filter((path) => existsSync(path));
  return files.map((path) => ({ path, value: readFileSync(path, "utf8") }));
}

function restorePrecious(before) {
  for (const { path, value } of before.filter(({ path, value }) => readFileSync(path, "utf8") !== value)) {
    console.error(`conformance: ${path} was changed by the runtime, and is put back`);
    writeFileSync(path, value);
  }
}

function makeCgroup(hierarchy) {
  const root = join(work, "cgroup", hierarchy.dir === "" ? "unified" : hierarchy.dir);
  mkdirSync(root, { recursive: true });
  if (hierarchy.options === undefined) mount("-t", "cgroup2", "cgroup2", root);
  else mount("-t", "cgroup", "-o", hierarchy.options, "cgroup", root);
  const own = join(root, name);
  mkdirSync(own);
  for (const file of ["cpuset.cpus", "cpuset.mems"]) {
    const inherited = join(root, file);
    if (hierarchy.options !== undefined && existsSync(inherited))
      writeFileSync(join(own, file), readFileSync(inherited));
  }
  return own;
}

function directories(top) {
  const children = readdirSync(top, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [...children.flatMap((entry) => directories(join(top, entry.name))), top];
}

/** Thaws, kills and removes a cgroup and all below it; a frozen task cannot die. */
function removeCgroup(own) {
  for (let attempt = 0; attempt < 50 && existsSync(own); attempt++) {
    for (const dir of directories(own)) {
      try {
        const freezer = join(dir, "freezer.state");
        if (existsSync(freezer)) writeFileSync(freezer, "THAWED");
        for (const pid of readFileSync(join(dir, "cgroup.procs"), "utf8").split("\n").filter(Boolean))
          process.kill(Number(pid), "SIGKILL");
        rmdirSync(dir);
      } catch {
        // busy: the next attempt comes after the processes are gone
      }
    }
    if (existsSync(own)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  }
  if (existsSync(own)) console.error(`conformance: cgroup ${own} could not be removed`);
}

/** Our own runtime moved elsewhere: every user may run it there, and a build beside this run does not disturb it. */
function movedRuntime() {
  const original = process.env.CONFORMANCE_RUNTIME;
  const dist = dirname(dirname(original));
  if (!existsSync(join(dist, "lib/caisson/engine"))) return original;
  cpSync(dist, join(work, "dist"), { recursive: true });
  return join(work, "dist/bin", basename(original));
}

async function main() {
  makeMountsPrivate();
  // a disk where a tmpfs is not enough: it has no mapped ids before Linux 6.3
  if (process.env.CONFORMANCE_DISK !== undefined) mount(process.env.CONFORMANCE_DISK, work);
  else mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", work);
  // a copy: a build beside this run may replace the original
  copyFileSync(process.env.CONFORMANCE_PROBE, probe);
  chmodSync(probe, 0o755);
  if (isOpen) {
    process.exitCode = printSummary(work, await run("sh", [join(here, "checks.sh"), ...process.argv.slice(2)], {}));
    return;
  }
  const found = hierarchies();
  const precious = readPrecious();
  const cgroups = [];
  let status = 1;
  try {
    for (const hierarchy of found) cgroups.push(makeCgroup(hierarchy));
    status = await enter(cgroups, found);
  } finally {
    for (const own of cgroups) removeCgroup(own);
    restorePrecious(precious);
  }
  process.exitCode = printSummary(work, status);
}

const NAMESPACES = "--mount --net --pid --ipc --fork --kill-child --propagation unchanged --mount-proc";

/**
 * Joins the cgroups, makes them the roots of a cgroup namespace, and enters the other namespaces. In v2 a cgroup hands
 * controllers on only while no process is in it (cgroup-v2.rst "No Internal Process Constraint"), so all go on to a
 * child of it, `unshare` too.
 */
function enter(cgroups, found) {
  const join_ = (dir) => `echo $$ >'${dir}/cgroup.procs' || exit 99; `;
  const leaves = cgroups.filter((_, index) => found[index].dir === "").map((own) => join(own, "harness"));
  for (const leaf of leaves) mkdirSync(leaf);
  const first = `${cgroups.map(join_).join("")}exec unshare --cgroup sh -c "$0" "$@"`;
  const second = `${leaves.map(join_).join("")}exec unshare ${NAMESPACES} sh "$0" "$@"`;
  const env = {
    CONFORMANCE_HIERARCHIES: found.map(({ dir, options }) => `${dir}:${options ?? ""}`).join(" "),
  };
  return run("sh", ["-c", first, second, join(here, "inside.sh"), ...process.argv.slice(2)], env);
}

/** Resolves to the exit status. */
function run(file, args, more) {
  const env = {
    ...process.env,
    NODE: process.execPath,
    CONFORMANCE_PROBE: probe,
    CONFORMANCE_RUNTIME: movedRuntime(),
    ...more,
  };
  const child = spawn(file, args, { stdio: "inherit", env });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill("SIGKILL"));
  return new Promise((done) => child.on("exit", (code) => done(code ?? 1)));
}

await main();
