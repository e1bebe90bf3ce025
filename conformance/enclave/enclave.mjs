/**
 * Private mount, pid and cgroup namespaces, a cgroup child in every hierarchy, a private /dev and a temporary
 * directory, in which a program of this repository drives runtimes. All of it goes when the program ends, or this
 * process does.
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createChildren, removeChildren } from "./cgroups.mjs";

const FIRST_PROCESS = fileURLToPath(new URL("first.sh", import.meta.url));
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

// The shell joins cgroups, and goes on as a command.
const JOIN = 'while [ "$1" != -- ]; do echo $$ >"$1/cgroup.procs" || exit 99; shift; done; shift; exec "$@"';

const UNSHARE = "unshare --mount --propagation private --pid --fork --kill-child --mount-proc".split(" ");

/** A System V shared memory segment or a bridge of the machine's own is none of the program's. */
const APART = ["--net", "--ipc", "--uts"];

/** Lines for first.sh. `unified` false leaves out the v2 hierarchy of hybrid mode, which crun before 1.9 refuses. */
function mountLines(children, unified) {
  const hybrid = children.some(({ type }) => type === "cgroup");
  return children
    .filter(({ type }) => unified || !hybrid || type === "cgroup")
    .map(({ type, options, mount }) => `${type} ${type === "cgroup2" ? "rw" : options} ${mount}\n`)
    .join("");
}

function waitFor(child) {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

/**
 * From now on a signal kills the enclave, now or as soon as `watch(child)` names it, instead of this process, which has
 * to clean up, until `end()`. `interrupted()` is the first signal's name.
 */
function guard() {
  let interrupted;
  let enclave;
  const onSignal = (signal) => {
    interrupted ??= signal;
    enclave?.kill("SIGKILL");
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    interrupted: () => interrupted,
    watch: (child) => {
      enclave = child;
    },
    end: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}

/**
 * v2: a cgroup whose controllers are enabled below has no process of its own (cgroups(7), "no internal processes"), so
 * all go on to a child of it, `unshare` too.
 */
function makeLeaves(children) {
  if (children.some(({ type }) => type === "cgroup")) return [];
  const leaves = children.map(({ dir }) => join(dir, "self"));
  for (const leaf of leaves) mkdirSync(leaf);
  return leaves;
}

function launch({ children, unified, apart, directory, program, output }) {
  const cgroups = join(directory, "cgroups");
  const work = join(directory, "work");
  mkdirSync(work);
  writeFileSync(cgroups, mountLines(children, unified));
  const joined = (directories, command) => ["sh", "-c", JOIN, "join", ...directories, "--", ...command];
  const inside = [...UNSHARE, ...(apart ? APART : []), FIRST_PROCESS, work, cgroups, ...program(work)];
  const leaves = makeLeaves(children);
  const directories = children.map(({ dir }) => dir);
  // those that are joined first become the roots of the cgroup namespace
  const command = joined(directories, ["unshare", "--cgroup", ...joined(leaves, inside)]);
  // A session of its own: the terminal's Ctrl-C reaches this process alone, which then ends the enclave in order.
  return spawn("setpriv", ["--pdeathsig", "KILL", ...command], {
    stdio: ["ignore", ...output],
    detached: true,
  });
}

/**
 * Runs a program in an enclave of its own and returns its exit status, 128 plus the signal's number where this process
 * got one. `prepare(directory)` is called outside, with a temporary directory that can be read inside;
 * `program(work, directory)` gives the argv, where `work` is a tmpfs seen inside only. `output` is its stdout and stderr.
 * After `seconds` the enclave is killed. `apart`: with network, IPC and UTS namespaces of its own too.
 */
export async function inEnclave({
  name,
  unified,
  apart = false,
  prepare = () => {},
  program,
  output = ["inherit", "inherit"],
  seconds,
}) {
  const { interrupted, watch, end } = guard();
  const directory = mkdtempSync(join(tmpdir(), `${name}-`));
  let children = [];
  try {
    prepare(directory);
    children = createChildren(`${name}-${process.pid}`);
    const child = launch({
      children,
      unified,
      apart,
      directory,
      program: (work) => program(work, directory),
      output,
    });
    watch(child);
    const timer = seconds === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), seconds * 1000);
    const status = await waitFor(child);
    clearTimeout(timer);
    return interrupted() === undefined ? status : 128 + constants.signals[interrupted()];
  } finally {
    const left = await removeChildren(children);
    for (const dir of left) process.stderr.write(`could not remove ${dir}\n`);
    rmSync(directory, { recursive: true, force: true });
    end();
  }
}
