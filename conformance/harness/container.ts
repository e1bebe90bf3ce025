/** One container of the runtime under test. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Bundle } from "./bundle.ts";
import { Inside, probeArgs, type Verb } from "./inside.ts";
import type { Background, Outcome } from "./outcome.ts";
import { findReport, type Line, parseLines, type Report } from "./report.ts";
import type { Caller, Runtime } from "./runtime.ts";
import { eventually, eventuallySync } from "./waiting.ts";

/** The spec's state, with what runc adds. */
export interface State {
  readonly ociVersion: string;
  readonly id: string;
  readonly status: string;
  readonly pid: number;
  readonly bundle: string;
  readonly rootfs: string;
  readonly created: string;
  readonly owner: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

export class Container {
  readonly id: string;
  readonly bundle: Bundle;
  readonly runtime: Runtime;
  private first: Outcome | undefined;

  constructor(runtime: Runtime, bundle: Bundle, id: string) {
    this.runtime = runtime;
    this.bundle = bundle;
    this.id = id;
  }

  create(flags: readonly string[] = [], caller: Caller = {}): Outcome {
    this.first = this.runtime.call(["create", "--bundle", this.bundle.dir, ...flags, this.id], caller);
    return this.first;
  }

  start(caller: Caller = {}): Outcome {
    return this.runtime.call(["start", this.id], caller);
  }

  /** Runs in the foreground to its end, or detached where the flags say so. */
  run(flags: readonly string[] = [], caller: Caller = {}): Outcome {
    this.first = this.runtime.call(["run", "--bundle", this.bundle.dir, ...flags, this.id], caller);
    return this.first;
  }

  /** Runs in the foreground beside the check. */
  runBeside(flags: readonly string[] = [], caller: Caller = {}): Background {
    return this.runtime.begin(["run", "--bundle", this.bundle.dir, ...flags, this.id], caller);
  }

  /** Runs a command in it, in the foreground or detached where the flags say so. */
  exec(command: readonly string[], flags: readonly string[] = [], caller: Caller = {}): Outcome {
    return this.runtime.call(["exec", ...flags, this.id, ...command], caller);
  }

  execBeside(command: readonly string[], flags: readonly string[] = [], caller: Caller = {}): Background {
    return this.runtime.begin(["exec", ...flags, this.id, ...command], caller);
  }

  /** Runs a process of a file, as `exec --process` takes it. */
  execProcess(process: unknown, flags: readonly string[] = [], caller: Caller = {}): Outcome {
    const file = join(this.bundle.dir, "process.json");
    writeFileSync(file, typeof process === "string" ? process : JSON.stringify(process));
    return this.runtime.call(["exec", "--process", file, ...flags, this.id], caller);
  }

  /** Verbs of the probe, in it; flags first. */
  inside(verbs: readonly Verb[], flags: readonly string[] = [], caller: Caller = {}): Inside {
    return new Inside(this.exec(["/probe", ...probeArgs(verbs)], flags, caller).ok());
  }

  kill(...words: readonly string[]): Outcome {
    return this.runtime.call(["kill", this.id, ...words]);
  }

  delete(...flags: readonly string[]): Outcome {
    return this.runtime.call(["delete", ...flags, this.id]);
  }

  stateOutcome(): Outcome {
    return this.runtime.call(["state", this.id]);
  }

  state(): State {
    return JSON.parse(this.stateOutcome().ok().stdout);
  }

  /** What the container has written by now. */
  get output(): string {
    return this.first?.stdout ?? "";
  }

  get lines(): Line[] {
    return parseLines(this.output);
  }

  get report(): Report {
    return findReport(this.lines);
  }

  async becomes(status: string): Promise<State> {
    return await eventually(`${this.id} ${status}`, () => {
      const state = this.state();
      return state.status === status ? state : undefined;
    });
  }

  /** Blocks until the container has printed a line of this verb. */
  says(verb: string): Line {
    return eventuallySync(`${verb} of ${this.id}`, () => this.lines.find((line) => line.verb === verb));
  }

  /** Create, start, wait until it has ended. */
  finish(flags: readonly string[] = [], caller: Caller = {}): this {
    this.create(flags, caller).ok();
    this.start(caller).ok();
    eventuallySync(`the end of ${this.id}`, () => this.state().status === "stopped");
    return this;
  }
}
