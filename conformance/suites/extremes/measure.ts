/** What it costs the runtime to create a container. */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Bundle } from "../../harness/bundle.ts";
import type { Container } from "../../harness/container.ts";
import { isPeer, probePath } from "../../harness/environment.ts";
import { execute, type Outcome } from "../../harness/outcome.ts";
import { parseLines } from "../../harness/report.ts";
import type { Scene } from "../../harness/scene.ts";

export interface Cost {
  readonly status: number;
  /** The most memory that it had, in bytes. */
  readonly peak: number;
  readonly milliseconds: number;
  readonly outcome: Outcome;
}

const MEBIBYTE = 1024 * 1024;
/** The engine alone has about 30 MiB. */
const ENGINE = 64 * MEBIBYTE;
/** So often may what config.json holds be in memory: as bytes, as text, as values, as steps, encoded, and on record. */
const COPIES = 16;

/** Beside a runtime that does the same; only what takes far longer is a fault, as the machine may be busy. */
const SLOWER = 4;
const GRACE = 1000;
const RUNC = "/usr/sbin/runc";

let count = 0;

/** Creates a container, and says what that took. */
function measured(scene: Scene, words: readonly string[]): Cost {
  const label = `measure-${++count}`;
  const outcome = execute({ file: probePath, args: ["measure", ...words], dir: scene.dir, label, limit: 60_000 });
  const line = parseLines(outcome.stdout).find(({ verb }) => verb === "measure");
  if (line === undefined) throw new Error(`nothing was measured: ${outcome.stderr}`);
  return { status: line.result, peak: line.bytes, milliseconds: line.wall, outcome };
}

export function created(scene: Scene, { runtime, bundle, id }: Container): Cost {
  return measured(scene, runtime.words(["create", "--bundle", bundle.dir, id]));
}

/** Memory grows with what config.json holds, and with nothing else. */
export function expectModest({ peak }: Cost, size: number): void {
  expect(peak / MEBIBYTE, "MiB").toBeLessThan((ENGINE + COPIES * size) / MEBIBYTE);
}

/** Not many times slower than runc, where that is installed and takes the config. */
export function expectQuick(
  scene: Scene,
  bundle: Bundle,
  { cost, slower = SLOWER }: { cost: Cost; slower?: number | undefined },
): void {
  if (isPeer || !existsSync(RUNC)) return;
  const root = join(scene.dir, "runc");
  mkdirSync(root, { recursive: true });
  const theirs = measured(scene, [RUNC, "--root", root, "create", "--bundle", bundle.dir, "quick"]);
  execute({ file: RUNC, args: ["--root", root, "delete", "--force", "quick"], dir: scene.dir, label: "runc-delete" });
  const allowed = theirs.status === 0 ? slower * theirs.milliseconds + GRACE : Number.POSITIVE_INFINITY;
  expect(cost.milliseconds, `ms; runc: ${theirs.milliseconds}`).toBeLessThan(allowed);
}

/** It failed, named the place in few words, and left nothing. */
export function expectCleanFailure({ runtime, id }: Container, { status, outcome }: Cost, words: RegExp): void {
  expect(outcome.stderr.slice(0, 20_000)).toMatch(words);
  expect(outcome.stderr.length).toBeLessThan(20_000);
  expect(status).toBe(1);
  expect(existsSync(join(runtime.root, id))).toBe(false);
}

export function sizeOf(bundle: Bundle): number {
  return Buffer.byteLength(JSON.stringify(bundle.config));
}
