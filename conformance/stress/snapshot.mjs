/** What a container may leave on the machine: taken before and after, and compared. */
import { existsSync, readdirSync, readFileSync, readlinkSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const CGROUPS = "/sys/fs/cgroup";
const SETTLE_LIMIT = 1000; // ms
const SETTLE_POLL = 5; // ms

function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined; // the process has ended
  }
}

/** Living processes as `pid comm start-time`. A zombie is not counted: to reap it is up to the caller of a runtime. */
function processes() {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => /^(\d+) \((.*)\) (\S) (.*)$/s.exec(read(`/proc/${pid}/stat`) ?? ""))
    .filter((match) => match !== null && !["Z", "X"].includes(match[3]))
    .map(([, pid, comm, , rest]) => `${pid} ${comm} ${rest.split(" ")[18]}`);
}

function directories(path) {
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => [join(path, name), ...directories(join(path, name))]);
}

/** Every path below. What a runtime keeps for good, such as a cache, has to be there before the first snapshot. */
function files(path) {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => [
    join(path, entry.name),
    ...(entry.isDirectory() ? files(join(path, entry.name)) : []),
  ]);
}

/** Descriptors of this process by target; those of a runtime end with it, unless they were handed on. */
function descriptors() {
  return readdirSync("/proc/self/fd").flatMap((fd) => {
    try {
      return [`${fd} ${readlinkSync(`/proc/self/fd/${fd}`)}`];
    } catch {
      return []; // the one that lists them
    }
  });
}

function boundSockets(directory) {
  const lines = readFileSync("/proc/net/unix", "utf8").split("\n");
  return lines.map((line) => line.split(" ").at(-1)).filter((path) => path.startsWith(directory));
}

/** Everything, by kind: each a set of texts. `root` is the runtime's --root, `bundles` directories of bundles. */
export function snapshot({ root, bundles }) {
  return {
    process: new Set(processes()),
    mount: new Set(readFileSync("/proc/self/mountinfo", "utf8").trimEnd().split("\n")),
    cgroup: new Set(directories(CGROUPS)),
    state: new Set(files(root)),
    bundle: new Set(bundles.flatMap(files)),
    fd: new Set(descriptors()),
    socket: new Set(boundSockets(root)),
  };
}

function difference({ before, after, keeps }) {
  const isNew = (kind, what) => !before[kind].has(what) && !keeps.some((pattern) => pattern.test(what));
  return Object.entries(after).flatMap(([kind, found]) =>
    [...found].filter((what) => isNew(kind, what)).map((what) => ({ kind, what })),
  );
}

/**
 * What is there that was not there before: `{ left: [{ kind, what }], late }`. What goes away within a second is not
 * left, nor what matches one of `watched.keeps`; `late` is the number of milliseconds that it took, 0 where nothing was
 * there at the first look.
 */
export async function leftovers(watched, before) {
  const begin = performance.now();
  for (let first = true; ; first = false) {
    const left = difference({ before, after: snapshot(watched), keeps: watched.keeps ?? [] });
    const passed = performance.now() - begin;
    if (left.length === 0) return { left, late: first ? 0 : passed };
    if (passed > SETTLE_LIMIT) return { left, late: 0 };
    await sleep(SETTLE_POLL);
  }
}

function remove({ kind, what }) {
  if (kind === "process") process.kill(Number(what.split(" ")[0]), "SIGKILL");
  if (kind === "cgroup") rmdirSync(what);
  if (kind === "state") rmSync(what, { recursive: true, force: true });
}

/** Removes leftovers, so that the next attempt is judged by its own. */
export async function scrub(left) {
  const order = ["process", "cgroup", "state"];
  for (const kind of order) {
    const some = left.filter((each) => each.kind === kind);
    if (some.length > 0 && kind === "cgroup") await sleep(100); // for the processes to be gone from them
    for (const each of some.sort((a, b) => b.what.length - a.what.length)) {
      try {
        remove(each);
      } catch {
        // it stays in the next snapshot, as part of what was there before
      }
    }
  }
}

/** Counts by kind as text, such as `process 2, cgroup 9`, or `nothing`. */
export function describe(left) {
  const counts = new Map();
  for (const { kind } of left) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts.size === 0 ? "nothing" : [...counts].map(([kind, count]) => `${kind} ${count}`).join(", ");
}
