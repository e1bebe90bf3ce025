/** Suites and checks: vitest's, with a scene, a look for leaks, and the two lists of what may not pass. */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";
import { type PeerFailure, peerFailure } from "../peers.ts";
import { plannedSkip, skipCause } from "../skips.ts";
import { isPeer, place, workDirectory } from "./environment.ts";
import { expectNoLeaks, takeSnapshot } from "./leaks.ts";
import { Scene } from "./scene.ts";
import { slowness } from "./waiting.ts";

export type Body = (scene: Scene) => void | Promise<void>;

export interface Proof {
  /**
   * Fields of config.json by JSON pointer, `*` for an item of a list or a free key: `/process/args/*`. The check runs with
   * and without each, and fails where that makes no difference.
   */
  readonly proves?: readonly string[];
  /** Flags of the command line, with their verb (`run --keep`), that the check fails without; global ones alone (`--root`). */
  readonly flags?: readonly string[];
  /** The check expects the exact error or warning of a machine that cannot do these. */
  readonly refuses?: readonly string[];
  /** Milliseconds of a fast machine, where a minute is too short. */
  readonly limit?: number;
}

export interface Check {
  (name: string, body: Body): void;
  (name: string, proof: Proof, body: Body): void;
}

interface Note {
  readonly id: string;
  readonly kind: "skipped" | "unplanned skip" | "unplanned run" | "expected failure" | "unexpected pass";
  readonly reason: string;
  readonly class?: string;
}

function note(entry: Note): void {
  appendFileSync(join(workDirectory, "notes.jsonl"), `${JSON.stringify(entry)}\n`);
}

/** Runs the body, then takes the scene down whatever happened, then looks for what is left. */
async function play(body: Body): Promise<void> {
  const before = takeSnapshot();
  const scene = new Scene();
  const failures: unknown[] = [];
  try {
    await body(scene);
  } catch (error) {
    failures.push(error);
  }
  try {
    scene.end();
    expectNoLeaks(before, scene.root);
    scene.remove();
  } catch (error) {
    failures.push(error);
  }
  if (failures.length > 0) throw failures[0];
}

/** Undefined where a failure would be one. */
function expected(id: string): PeerFailure | undefined {
  return isPeer ? peerFailure(id) : undefined;
}

/** A suite; every check's full name is `<suite>: <name>`. */
export function suite(title: string, declare: (check: Check) => void): void {
  describe(title, () => {
    declare((name: string, ...rest: readonly [Body] | readonly [Proof, Body]) => {
      const [proof, body] = rest.length === 1 ? [{}, rest[0]] : rest;
      const id = `${title}: ${name}`;
      const limited = proof.limit === undefined ? {} : { timeout: proof.limit * slowness };
      it(name, limited, async (context) => {
        const cause = skipCause(id);
        const planned = plannedSkip(id, place);
        if (cause !== undefined) {
          note({ id, kind: planned === undefined ? "unplanned skip" : "skipped", reason: cause });
          context.skip(cause);
        }
        if (planned !== undefined) note({ id, kind: "unplanned run", reason: planned });
        const listed = expected(id);
        if (listed === undefined) return await play(body);
        let failed = false;
        await play(body).catch(() => {
          failed = true;
        });
        note({ id, kind: failed ? "expected failure" : "unexpected pass", class: listed.class, reason: listed.reason });
        if (failed) context.skip(`${listed.class}: ${listed.reason}`);
      });
    });
  });
}
