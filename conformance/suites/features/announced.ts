/** What the runtime's features document says of the host, and whether containers bear it out. */
import type { Change } from "../../harness/config.ts";
import type { Caller } from "../../harness/runtime.ts";
import type { Scene } from "../../harness/scene.ts";

const PREFIX = "io.github.caisson.host.";

export class Announced {
  readonly #scene: Scene;
  readonly #annotations: Readonly<Record<string, string>>;

  /** `caller` is who asks; containers are made by root. */
  constructor(scene: Scene, caller: Caller = {}) {
    this.#scene = scene;
    this.#annotations = JSON.parse(scene.runtime.bare(["features"], caller).ok().stdout).annotations ?? {};
  }

  /** Facilities whose names begin so, without that. */
  below(prefix: string): string[] {
    const names = Object.keys(this.#annotations).filter((key) => key.startsWith(PREFIX) && key.endsWith(".available"));
    const facilities = names.map((key) => key.slice(PREFIX.length, -".available".length));
    return facilities.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  }

  available(facility: string): boolean {
    const text = this.#annotations[`${PREFIX}${facility}.available`];
    const reason = this.reason(facility);
    if (text === undefined) throw new Error(`features says nothing of ${facility}`);
    if ((text === "true") !== (reason === undefined)) throw new Error(`${facility}: ${text}, reason: ${reason}`);
    return text === "true";
  }

  /** Undefined where the facility is available. */
  reason(facility: string): string | undefined {
    return this.#annotations[`${PREFIX}${facility}.reason`];
  }

  detail(facility: string, name: string): string | undefined {
    return this.#annotations[`${PREFIX}${facility}.${name}`];
  }

  /** A container with the change runs where the facility is available, and is refused where not, with this in the error. */
  holds(facility: string, change: Change, refusal: RegExp): void {
    if (this.available(facility)) this.#scene.inside(change);
    else this.#scene.refuses(change, refusal);
  }
}
