/** Driving the runtime under stress. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * A runtime with a --root of its own: `call` runs a verb to its end and returns `{ status, words }`, `state` the parsed
 * state or undefined. stdio are files, because a container keeps them open for as long as it lives.
 */
export class Runtime {
  #path;
  #logs;
  #calls = 0;

  constructor({ path, work }) {
    this.#path = path;
    this.#logs = work;
    this.root = join(work, "root");
  }

  /** Argv of a verb. */
  command(...args) {
    return [this.#path, "--root", this.root, ...args];
  }

  create(bundle, id) {
    return this.command("create", "--bundle", bundle, id);
  }

  /** Path for the output of one call. */
  log() {
    return join(this.#logs, `log-${++this.#calls}`);
  }

  /** Reads such an output, and removes it. */
  words(log) {
    if (!existsSync(log)) return "";
    const words = readFileSync(log, "utf8").trim();
    rmSync(log);
    return words;
  }

  async call([program, ...args]) {
    const log = this.log();
    const fd = openSync(log, "a");
    const child = spawn(program, args, { stdio: ["ignore", fd, fd] });
    const exit = once(child, "exit");
    closeSync(fd);
    const [code, signal] = await exit;
    return { status: code ?? signal, words: this.words(log) };
  }

  /** The same, where a failure is an error. */
  async must(argv) {
    const { status, words } = await this.call(argv);
    if (status !== 0) throw new Error(`${argv.slice(3).join(" ")}: ${status}: ${words}`);
  }

  state(id) {
    const [program, ...args] = this.command("state", id);
    const { status, stdout } = spawnSync(program, args, { encoding: "utf8" });
    if (status !== 0) return undefined;
    return JSON.parse(stdout);
  }

  exists(id) {
    return existsSync(join(this.root, id));
  }
}
