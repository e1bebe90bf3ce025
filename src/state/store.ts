/**
 * The records of all containers: `<root>/<id>/state.json`, written under a temporary name and renamed, so that a reader
 * sees a whole record or none, whenever the writer dies.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { RuntimeError } from "../common/errors.ts";
import type { StateRecord } from "./record.ts";

const RECORD = "state.json";
const FRESH = "state.json.new";

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
    throw new RuntimeError("EXISTS", `container with id exists: ${id}`, {
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

/**
 * The record; undefined where the directory exists without one, as a create that was killed at its very start leaves
 * it. Throws NOT_FOUND where there is no directory, STATE_DAMAGED where the file is not JSON.
 */
export function readRecord(root: string, id: string): StateRecord | undefined {
  const dir = containerDir(root, id);
  let text: string;
  try {
    text = readFileSync(`${dir}/${RECORD}`, "utf8");
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw damaged(id, error);
    if (isDirectory(dir)) return undefined;
    throw notFound(id);
  }
  try {
    return JSON.parse(text) as StateRecord;
  } catch (error) {
    throw damaged(id, error);
  }
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

/** Remove the directory with everything in it. The record goes last, so that an interrupted removal can be repeated. */
export function removeAll(root: string, id: string): void {
  const dir = containerDir(root, id);
  for (const name of entries(dir)) {
    if (name !== RECORD) rmSync(`${dir}/${name}`, { recursive: true, force: true });
  }
  rmSync(dir, { recursive: true, force: true });
}

function entries(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
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
