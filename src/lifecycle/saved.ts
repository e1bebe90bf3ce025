/**
 * What create leaves beside the record for verbs that come later, so that none of them reads the bundle again: the
 * configuration as it was accepted, and what became of it. `<root>/<id>/container.json`, 0600; written by
 * create, its limits again by update, and read by exec but not by the verbs that must be quick.
 */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { RuntimeError } from "../common/errors.ts";
import { read } from "../config/read.ts";
import type { Spec } from "../config/spec.ts";
import { type MadeCgroup, madeCgroups } from "../plan/areas/cgroup/made.ts";
import type { Step } from "../plan/steps.ts";
import { containerDir, hasCode } from "../state/store.ts";

export interface Saved {
  /** config.json, validated; unknown members are still in it. */
  readonly config: Spec;
  /** The cgroups that create made for the container. */
  readonly cgroups: readonly MadeCgroup[];
  /** The groups of resctrl that it put init into, in order. */
  readonly resctrl: readonly { readonly mount: string; readonly dir: string; readonly from: string }[];
  readonly noNewKeyring: boolean;
}

const FILE = "container.json";

export interface Creation {
  readonly config: Spec;
  readonly steps: readonly Step[];
  readonly noNewKeyring: boolean;
}

export function save(at: { readonly root: string; readonly id: string }, creation: Creation): void {
  const text = losslessJson(savedOf(creation));
  writeFileSync(`${containerDir(at.root, at.id)}/${FILE}`, text, { mode: 0o600 });
}

function savedOf({ config, steps, noNewKeyring }: Creation): Saved {
  return {
    config,
    cgroups: madeCgroups(steps),
    resctrl: steps.flatMap((step) =>
      step.op === "resctrl.join" ? [{ mount: step.mount, dir: step.dir, from: step.from }] : [],
    ),
    noNewKeyring,
  };
}

/** Put another configuration in its place, as update leaves it; readers see the one or the other. */
export function saveAgain(at: { readonly root: string; readonly id: string }, saved: Saved): void {
  const file = `${containerDir(at.root, at.id)}/${FILE}`;
  writeFileSync(`${file}.new`, losslessJson(saved), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Throws STATE_DAMAGED where there is none that can be read. */
export function readSaved(root: string, id: string): Saved {
  let saved: Partial<Saved> | null;
  try {
    saved = read(readFileSync(`${containerDir(root, id)}/${FILE}`)) as Partial<Saved> | null;
  } catch (cause) {
    throw damaged(id, hasCode(cause, "ENOENT") ? "is missing" : "cannot be read", cause);
  }
  const config = saved?.config;
  const whole = typeof config === "object" && config !== null && [saved?.cgroups, saved?.resctrl].every(Array.isArray);
  if (!whole) throw damaged(id, "cannot be read", undefined);
  return saved as Saved;
}

function damaged(id: string, why: string, cause: unknown): RuntimeError {
  return new RuntimeError("STATE_DAMAGED", `the configuration saved for container ${JSON.stringify(id)} ${why}`, {
    hint: "create wrote it for later verbs; delete the container and create it again",
    cause,
  });
}

/** NUL, which no string of a valid config.json has, marks what must lose its quotes. */
const MARK = "\0";
const MARKED = /"\\u0000(-?\d+)"/g;

/** Nothing of the specification lies as deep. */
const DEEPEST = 64;

/** JSON with integers of any size. What is too deep for JSON.stringify is no member that anybody reads: it is left out. */
function losslessJson(value: unknown): string {
  try {
    return marked(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return marked(cut(value, DEEPEST));
  }
}

function cut(value: unknown, levels: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (levels === 0) return undefined;
  if (Array.isArray(value)) return value.map((item) => cut(item, levels - 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cut(item, levels - 1)]));
}

function marked(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    // JSON.stringify takes no bigint
    if (!(error instanceof TypeError)) throw error;
    const text = JSON.stringify(value, (_, item) => (typeof item === "bigint" ? `${MARK}${item}` : item));
    return text.replace(MARKED, "$1");
  }
}
