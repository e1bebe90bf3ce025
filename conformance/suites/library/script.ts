/** Programs that use the library, in a project of their own: it has the package as npm would have put it there. */
import { cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runtime, workDirectory } from "../../harness/environment.ts";
import type { Background, Outcome } from "../../harness/outcome.ts";
import type { Caller } from "../../harness/runtime.ts";
import type { Scene } from "../../harness/scene.ts";

/** dist/ of the runtime that is tested. */
const BUILT = join(dirname(runtime.path), "..");

/** Copied once: the engine is large. */
function project(): string {
  const dir = join(workDirectory, "project");
  if (!existsSync(dir)) {
    mkdirSync(join(dir, "node_modules"), { recursive: true });
    cpSync(BUILT, join(dir, "node_modules", "caisson"), { recursive: true });
  }
  return dir;
}

/** What a script begins with: `at` has the scene's directory, its root for state, and bundles. */
function prologue(scene: Scene, bundles: readonly string[]): string {
  const at = { dir: scene.dir, root: scene.root, bundles };
  return `
    import * as caisson from "caisson";
    const at = ${JSON.stringify(at)};
    const { root } = at;
    const [bundle] = at.bundles;
    const failure = (promise) => promise.then(() => undefined, (error) => error);
    const say = (value) => console.log(JSON.stringify(value));
  `;
}

let scripts = 0;

function write(scene: Scene, bundles: readonly string[], code: string): string {
  const file = join(project(), `script-${scripts++}.mjs`);
  writeFileSync(file, prologue(scene, bundles) + code);
  return file;
}

/** Runs a script to its end. The containers' state is the scene's: their ids begin with `box-`. */
export function run(scene: Scene, bundles: readonly string[], code: string, caller: Caller = {}): Outcome {
  return scene.shell('exec "$@"', [process.execPath, write(scene, bundles, code)], caller);
}

export function begin(scene: Scene, bundles: readonly string[], code: string): Background {
  return scene.beside(process.execPath, [write(scene, bundles, code)]);
}

/** The values that it said, one a line. */
export function said<T>(outcome: Outcome): T[] {
  const { stdout } = outcome.ok();
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}
