/** Proportional set size of what a runtime keeps in memory while a container waits or runs. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { command } from "./scenarios.mjs";

const SETTLE = 200; // ms, for garbage and for threads that end
const POLL = 10; // ms
const LIMIT = 10_000; // ms

/** PSS of a process in KiB, from proc(5) smaps_rollup. */
function pss(pid) {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))[1]);
}

function children(pid) {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
}

function pidNamespace(pid) {
  return readlinkSync(`/proc/${pid}/ns/pid`);
}

/** The process and its descendants that are not in the container. A child of any thread counts. */
function ownProcesses(pid, outside = pidNamespace("self")) {
  if (pidNamespace(pid) !== outside) return [];
  return [pid, ...children(pid).flatMap((child) => ownProcesses(child, outside))];
}

/** Runs a command of the runtime to its end, stdio on files that are not the machine's. Throws where it fails. */
function complete(place, ...args) {
  const [program, ...rest] = command(place, ...args);
  const log = openSync(place.log, "a+");
  const { status } = spawnSync(program, rest, { stdio: ["ignore", log, log] });
  closeSync(log);
  if (status !== 0) throw new Error(`${place.runtime.name} ${args[0]} failed: ${readFileSync(place.log, "utf8")}`);
}

function stateOf(place, id) {
  const [program, ...rest] = command(place, "state", id);
  const { status, stdout } = spawnSync(program, rest, { encoding: "utf8" });
  return status === 0 ? JSON.parse(stdout) : undefined;
}

async function untilRunning(place, id) {
  for (let waited = 0; waited < LIMIT; waited += POLL) {
    if (stateOf(place, id)?.status === "running") return;
    await sleep(POLL);
  }
  throw new Error(`${place.runtime.name}: ${id} does not run: ${readFileSync(place.log, "utf8")}`);
}

/** PSS in KiB of the init process of a container that was created and waits for its start. */
export async function waitingInit(place, bundle) {
  const id = "waiting";
  complete(place, "create", "--bundle", bundle, id);
  try {
    await sleep(SETTLE);
    return pss(stateOf(place, id).pid);
  } finally {
    complete(place, "delete", "--force", id);
  }
}

/** PSS in KiB of all processes of the runtime itself during a foreground run. */
export async function foregroundRun(place, bundle) {
  const id = "foreground";
  const [program, ...rest] = command(place, "run", "--bundle", bundle, id);
  const log = openSync(place.log, "a+");
  const child = spawn(program, rest, { stdio: ["ignore", log, log] });
  const ended = once(child, "exit");
  closeSync(log);
  try {
    await untilRunning(place, id);
    await sleep(SETTLE);
    return ownProcesses(child.pid).reduce((total, pid) => total + pss(pid), 0);
  } finally {
    complete(place, "kill", id, "KILL");
    await ended;
  }
}
