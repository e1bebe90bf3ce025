/** All that one check makes, in a directory of its own; `end` takes it down again. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { Bundle } from "./bundle.ts";
import type { Change } from "./config.ts";
import { Container } from "./container.ts";
import { probePath, runtime as underTest, workDirectory } from "./environment.ts";
import { Inside, probeArgs, type Verb } from "./inside.ts";
import { Background, execute, type Outcome } from "./outcome.ts";
import { type Caller, Runtime } from "./runtime.ts";

export { Inside, type Verb } from "./inside.ts";

export class Scene {
  readonly dir: string;
  readonly runtime: Runtime;
  private readonly containers: Container[] = [];
  private readonly cleanups: (() => void)[] = [];
  private bundles = 0;

  constructor() {
    mkdirSync(join(workDirectory, "scenes"), { recursive: true });
    this.dir = mkdtempSync(join(workDirectory, "scenes", "s"));
    mkdirSync(join(this.dir, "calls"));
    this.runtime = new Runtime({ path: underTest.path, dir: join(this.dir, "calls"), root: this.root });
  }

  get root(): string {
    return join(this.dir, "root");
  }

  /** Another face of the runtime: other global flags, or another caller. */
  runtimeWith(options: { flags?: readonly string[]; caller?: Caller; root?: string }): Runtime {
    const dir = join(this.dir, `calls-${this.containers.length}-${this.cleanups.length}-${this.bundles++}`);
    mkdirSync(dir);
    return new Runtime({ path: underTest.path, dir, root: this.root, ...options });
  }

  bundle(change?: Change): Bundle {
    this.bundles++;
    return new Bundle(join(this.dir, `bundle-${this.bundles}`), change);
  }

  /** A bundle whose process runs these verbs of the probe. */
  probeBundle(verbs: readonly Verb[], change: Change = () => {}): Bundle {
    return this.bundle((config) => {
      config.process.args = ["/probe", ...probeArgs(verbs)];
      change(config);
    });
  }

  /** A container, not yet created; it is deleted when the check ends. */
  container(bundle: Bundle = this.probeBundle(["sleep"]), runtime: Runtime = this.runtime): Container {
    const made = new Container(runtime, bundle, `box-${this.containers.length + 1}`);
    this.containers.push(made);
    return made;
  }

  /** A container that is running `verbs`, `sleep` by default. */
  running(verbs: readonly Verb[] = ["sleep"], change: Change = () => {}, flags: readonly string[] = []): Container {
    const made = this.container(this.probeBundle(verbs, change));
    made.create(flags).ok();
    made.start().ok();
    return made;
  }

  /** Runs verbs of the probe in the foreground; `report` by default. */
  inside(change: Change = () => {}, ...verbs: readonly Verb[]): Inside {
    const bundle = this.probeBundle(verbs.length === 0 ? ["report"] : verbs, change);
    return new Inside(this.container(bundle).run().ok());
  }

  /** Runs it and expects it to fail, with this in the error. */
  refuses(change: Change, text: RegExp | string, ...verbs: readonly Verb[]): Outcome {
    const bundle = this.probeBundle(verbs.length === 0 ? ["report"] : verbs, change);
    return this.container(bundle).run().fails(text);
  }

  /** What is seen without a change and with it; throws where it made no difference. */
  contrast<T>(change: Change, look: (inside: Inside) => T, ...verbs: readonly Verb[]): { without: T; with: T } {
    const seen = { without: look(this.inside(undefined, ...verbs)), with: look(this.inside(change, ...verbs)) };
    if (isDeepStrictEqual(seen.without, seen.with)) throw new Error(`no difference: ${JSON.stringify(seen.with)}`);
    return seen;
  }

  /** The probe on the host. */
  probe(...words: readonly string[]): Outcome {
    this.bundles++;
    return execute({ file: probePath, args: words, dir: this.dir, label: `probe-${this.bundles}` });
  }

  /** The probe, or another program, beside the check; ended with it. */
  beside(file: string, args: readonly string[], caller: Caller = {}): Background {
    this.bundles++;
    const started = new Background({ file, args, dir: this.dir, label: `beside-${this.bundles}`, ...caller });
    this.atEnd(() => started.kill());
    return started;
  }

  /** Runs a shell script; its arguments are `$1`, `$2`, … */
  shell(script: string, args: readonly string[] = [], caller: Caller = {}): Outcome {
    this.bundles++;
    return execute({
      file: "/bin/sh",
      args: ["-c", script, "sh", ...args],
      dir: this.dir,
      label: `shell-${this.bundles}`,
      ...caller,
    });
  }

  atEnd(cleanup: () => void): void {
    this.cleanups.push(cleanup);
  }

  /** Deletes the containers, then undoes the rest in reverse order. */
  end(): void {
    for (const container of this.containers) container.delete("--force");
    for (const cleanup of this.cleanups.reverse()) cleanup();
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}
