/** Calls whose standard streams are pipes, as daemons give them: what else of the host's they may be, CRIU does not save. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Line, parseLines } from "../../harness/report.ts";
import type { Scene } from "../../harness/scene.ts";
import { eventuallySync } from "../../harness/waiting.ts";

/** The shell ends with the last that holds the output. */
const SCRIPT = `out=$1; status=$2; shift 2
: | { "$@"; echo $? >"$status"; } 2>&1 | cat >"$out"`;

export class Piped {
  private readonly out: string;
  private readonly statusFile: string;

  /** `words`: a whole command line. */
  constructor(scene: Scene, name: string, words: readonly string[]) {
    this.out = join(scene.dir, `${name}.piped`);
    this.statusFile = join(scene.dir, `${name}.status`);
    scene.beside("/bin/sh", ["-c", SCRIPT, "sh", this.out, this.statusFile, ...words]);
  }

  /** Of the call, and of the container that it started. */
  get text(): string {
    return existsSync(this.out) ? readFileSync(this.out, "utf8") : "";
  }

  /** Blocks until the call has ended. */
  status(): number {
    return eventuallySync(
      `the end of a call that says ${this.text}`,
      () => {
        const text = existsSync(this.statusFile) ? readFileSync(this.statusFile, "utf8") : "";
        // the file is there before the number is
        return text.endsWith("\n") ? { number: Number(text) } : undefined;
      },
      30_000,
    ).number;
  }

  /** Throws with what it printed unless it succeeded. */
  ok(): this {
    if (this.status() !== 0) throw new Error(this.text);
    return this;
  }

  lines(verb: string): Line[] {
    return parseLines(this.text).filter((line) => line.verb === verb);
  }

  /** Blocks until there are so many lines of the verb; the last of them. */
  says(verb: string, times = 1): Line {
    const last = eventuallySync(`${times} lines of ${verb}, and not ${this.text}`, () => {
      const lines = this.lines(verb);
      return lines.length >= times ? lines.at(-1) : undefined;
    });
    return last;
  }
}
