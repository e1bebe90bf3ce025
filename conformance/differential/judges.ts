/** Two runtimes that are asked to create the same container, and whether each does. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Judgement {
  readonly accepted: boolean;
  /** The last line on standard error. */
  readonly words: string;
  /** False where `delete --force` failed on what was created. */
  readonly deleted: boolean;
}

const TIMEOUT = 10_000;

export class Judge {
  readonly #path: string;
  readonly #root: string;
  readonly #errors: string;
  #count = 0;

  constructor(path: string, dir: string) {
    mkdirSync(dir, { recursive: true });
    this.#path = path;
    this.#root = join(dir, "root");
    this.#errors = join(dir, "errors");
  }

  /** Creates the container, without starting it, and deletes it. */
  of(bundle: string, config: string): Judgement {
    writeFileSync(join(bundle, "config.json"), config);
    writeFileSync(this.#errors, "");
    // output goes to a file: a pipe would stay open as long as the container lives
    const words = `exec "$0" --root "$1" create --bundle "$2" "$3" </dev/null >/dev/null 2>>"$4"`;
    const id = `judged-${++this.#count}`;
    const args = ["-c", words, this.#path, this.#root, bundle, id, this.#errors];
    const created = spawnSync("sh", args, { timeout: TIMEOUT, killSignal: "SIGKILL" });
    const deleted = spawnSync(this.#path, ["--root", this.#root, "delete", "--force", id], { timeout: TIMEOUT });
    const accepted = created.status === 0;
    const late = created.signal === null ? [] : [`killed after ${TIMEOUT} ms`];
    const lines = [...readFileSync(this.#errors, "utf8").trim().split("\n"), ...late];
    return { accepted, words: lines.at(-1) ?? "", deleted: !accepted || deleted.status === 0 };
  }
}
