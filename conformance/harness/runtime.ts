/** The runtime under test, with a root directory of the check's own. */
import { Background, type Command, execute, type Outcome } from "./outcome.ts";

/** Who calls it, and how. */
export type Caller = Pick<Command, "input" | "env" | "cwd" | "descriptors" | "uid" | "gid" | "limit">;

export class Runtime {
  readonly path: string;
  readonly root: string;
  private readonly dir: string;
  /** Global flags before the verb, beside --root. */
  private readonly flags: readonly string[];
  private readonly caller: Caller;
  private calls = 0;

  constructor(options: { path: string; dir: string; root: string; flags?: readonly string[]; caller?: Caller }) {
    this.path = options.path;
    this.dir = options.dir;
    this.root = options.root;
    this.flags = options.flags ?? [];
    this.caller = options.caller ?? {};
  }

  /** A verb and its arguments. */
  call(words: readonly string[], caller: Caller = {}): Outcome {
    return execute(this.command(["--root", this.root, ...this.flags, ...words], caller));
  }

  /** Arguments as they are, without --root. */
  bare(words: readonly string[], caller: Caller = {}): Outcome {
    return execute(this.command(words, caller));
  }

  begin(words: readonly string[], caller: Caller = {}): Background {
    return new Background(this.command(["--root", this.root, ...this.flags, ...words], caller));
  }

  /** The command line of a verb, for a program that calls the runtime in turn. */
  words(words: readonly string[]): string[] {
    return [this.path, "--root", this.root, ...this.flags, ...words];
  }

  private command(args: readonly string[], caller: Caller): Command {
    this.calls++;
    return { file: this.path, args, dir: this.dir, label: `call-${this.calls}`, ...this.caller, ...caller };
  }
}
