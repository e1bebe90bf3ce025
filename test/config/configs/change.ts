/** Configs for tests: the one of `spec` tools, with parts changed. */
import { readFileSync } from "node:fs";
import { tokens } from "../../../src/common/pointer.ts";
import type { Spec } from "../../../src/config/spec.ts";
import { validate } from "../../../src/config/validate.ts";

const SPEC = readFileSync(new URL("spec.json", import.meta.url));

/** A fresh one each time. */
export function specConfig(): Record<string, unknown> {
  return JSON.parse(SPEC.toString()) as Record<string, unknown>;
}

export type Changes = Readonly<Record<string, unknown>>;

/** Values by JSON pointer; undefined takes the member away. What lies between is made where it is missing. */
export function changed(changes: Changes, config = specConfig()): Record<string, unknown> {
  for (const [place, value] of Object.entries(changes)) set(config, tokens(place), structuredClone(value));
  return config;
}

function set(config: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let node = config;
  for (const token of path.slice(0, -1)) {
    node[token] ??= {};
    node = node[token] as Record<string, unknown>;
  }
  const last = path.at(-1) ?? "";
  if (value === undefined) delete node[last];
  else node[last] = value;
}

export interface Outcome {
  /** `pointer message`, one each. */
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/** What validate says of the spec with changes. */
export function outcome(changes: Changes): Outcome {
  const { problems, warnings } = validate(changed(changes));
  const line = ({ pointer, message }: { pointer: string; message: string }) => `${pointer} ${message}`;
  return { problems: problems.map(line), warnings: warnings.map(line) };
}

export const CLEAN: Outcome = { problems: [], warnings: [] };

/** The spec with changes, valid. */
export function validSpec(changes: Changes): Spec {
  const { spec, problems } = validate(changed(changes));
  if (spec === undefined) throw new Error(JSON.stringify(problems));
  return spec;
}
