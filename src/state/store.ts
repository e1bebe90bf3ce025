/**
 * The records of all containers: `<root>/<id>/state.json`, written under a temporary name and renamed, so that a reader
 * sees a whole record or none, whenever the writer dies.
 */
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { RuntimeError } from "../common/errors.ts";
import { sleep } from "../common/sleep.ts";
import { bootId } from "./process.ts";
import type { StateRecord } from "./record.ts";

const RECORD = "state.json";
const FRESH = "state.json.new";
const LOCK = "lock";
const NOTIFY = "notify";
/** What else create puts beside them. */
const OTHERS = [FRESH, "gate", "rootfs", "container.json", "container.json.new", NOTIFY];

/** A directory without a record is at its beginning or its end: look again so often, after so many milliseconds. */
const LOOKS = 10;
const PAUSE = 2;

export function lockPath(root: string, id: string): string {
  return `${containerDir(root, id)}/${LOCK}`;
}

export function containerDir(root: string, id: string): string {
  return `${root}/${id}`;
}

/** Make the directory that claims an id. Of several at once one wins; the others get EXISTS. */
export function claim(root: string, id: string): void {
  mkdirSync(root, { recursive: true, mode: 0o711 });
  try {
    mkdirSync(containerDir(root, id), { mode: 0o700 });
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
    throw new RuntimeError("EXISTS", `container with given ID already exists: ${id}`, {
      hint: `choose another id, or remove the old one: caisson delete ${id}`,
    });
  }
}

export function writeRecord(root: string, record: StateRecord): void {
  const dir = containerDir(root, record.id);
  writeFileSync(`${dir}/${FRESH}`, JSON.stringify(record, plain), { mode: 0o600 });
  renameSync(`${dir}/${FRESH}`, `${dir}/${RECORD}`);
}

/** 64-bit numbers of steps that start only names in errors. */
function plain(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

/** Whether the text stands anywhere in a record; a quick look at one that need not be there, nor be whole. */
export function recordMentions(root: string, id: string, text: string): boolean {
  try {
    return readFileSync(`${containerDir(root, id)}/${RECORD}`, "utf8").includes(JSON.stringify(text).slice(1, -1));
  } catch {
    return false;
  }
}

/** Undo claim, unless somebody has put something there meanwhile. */
export function unclaim(root: string, id: string): void {
  try {
    rmdirSync(containerDir(root, id));
  } catch (error) {
    if (!hasCode(error, "ENOENT") && !hasCode(error, "ENOTEMPTY")) throw error;
  }
}

/**
 * The record; undefined where the directory exists without one, as a create that was killed at its very start leaves
 * it. Throws NOT_FOUND where there is no directory, STATE_DAMAGED where the file is no record.
 */
export function readRecord(root: string, id: string): StateRecord | undefined {
  const dir = containerDir(root, id);
  for (let look = 0; look < LOOKS; look += 1) {
    const text = readText(`${dir}/${RECORD}`, id);
    if (text !== undefined) return ofThisBoot(parse(text, id));
    if (!isDirectory(dir)) throw notFound(id);
    sleep(PAUSE);
  }
  return undefined;
}

function readText(file: string, id: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw damaged(id, error);
  }
}

function parse(text: string, id: string): StateRecord {
  let value: Partial<StateRecord> | null;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damaged(id, error);
  }
  const lists = [value?.cgroups, value?.hooks, value?.fromGate, value?.teardown];
  const whole = lists.every(Array.isArray) && typeof value?.pid === "number" && typeof value.annotations === "object";
  if (!whole || value?.id !== id) throw damaged(id, undefined);
  return value as StateRecord;
}

/** Processes, cgroups and transient units do not outlive their boot: what bears such a name now is somebody else's. */
function ofThisBoot(record: StateRecord): StateRecord {
  return record.bootId === bootId()
    ? record
    : { ...record, cgroups: [], unit: undefined, hooks: [], freezer: undefined };
}

export function notFound(id: string): RuntimeError {
  return new RuntimeError("NOT_FOUND", `container ${JSON.stringify(id)} does not exist`, {
    hint: "caisson list shows the containers under this --root",
  });
}

/** The directories under root that are containers (`@` starts our own). */
export function listIds(root: string): string[] {
  try {
    return readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("@"))
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
}

/**
 * Remove the directory with everything in it; the caller holds its lock. The record goes when nothing else is left, so
 * that an interrupted removal can be repeated, and the lock after it: without it another might take over half-way.
 */
export function removeAll(root: string, id: string): void {
  const dir = containerDir(root, id);
  for (const name of entries(dir)) {
    if (name === NOTIFY) rmSync(`${dir}/${name}`, { recursive: true, force: true });
    else if (name !== RECORD && name !== LOCK) remove(`${dir}/${name}`);
  }
  for (const name of [RECORD, LOCK]) rmSync(`${dir}/${name}`, { force: true });
  // not empty: another has made a new lock, finds no record, and has to remove the rest
  unclaim(root, id);
}

/** A directory only where it is empty: it may be a mount point, of a root file system that is not the runtime's to delete. */
function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (hasCode(error, "EISDIR")) rmdirSync(path);
    else if (!hasCode(error, "ENOENT")) throw error;
  }
}

function entries(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    // a create that ran out of descriptors is rolled back without one
    if (hasCode(error, "EMFILE") || hasCode(error, "ENFILE")) return OTHERS;
    throw error;
  }
}

function isDirectory(dir: string): boolean {
  try {
    readdirSync(dir);
    return true;
  } catch (error) {
    return !hasCode(error, "ENOENT") && !hasCode(error, "ENOTDIR");
  }
}

function damaged(id: string, cause: unknown): RuntimeError {
  return new RuntimeError("STATE_DAMAGED", `the state of container ${JSON.stringify(id)} cannot be read`, {
    hint: `caisson delete --force ${id} removes what is left of it`,
    cause,
  });
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}
