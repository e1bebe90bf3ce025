/** Containers with hooks that write down what they see. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { withMount } from "../../harness/changes.ts";
import type { Config } from "../../harness/config.ts";
import type { Container } from "../../harness/container.ts";
import { probePath } from "../../harness/environment.ts";
import type { Scene } from "../../harness/scene.ts";

export const EVENTS = [
  "prestart",
  "createRuntime",
  "createContainer",
  "startContainer",
  "poststart",
  "poststop",
] as const;
export type Event = (typeof EVENTS)[number];

/** What one hook saw. */
export interface Seen {
  readonly hook: string;
  readonly pid: number;
  readonly stdin: string;
  readonly cwd: string;
  readonly mnt: string;
  readonly net: string;
  readonly env: readonly string[];
  readonly descriptors: readonly number[];
}

/** startContainer hooks run the probe of the container, all others that of the host. */
function pathOf(event: Event): string {
  return event === "startContainer" ? "/probe" : probePath;
}

/** The log is a file of the host's, at the same path inside. */
export function logFile(scene: Scene): string {
  return join(scene.dir, "shared", "hooks.jsonl");
}

export function readLog(scene: Scene): Seen[] {
  const file = logFile(scene);
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

export interface HookOptions {
  readonly action?: readonly string[];
  readonly env?: string[];
  readonly timeout?: number;
}

export function addHook(scene: Scene, config: Config, event: Event, options: HookOptions = {}): void {
  const name = `${event}-${(config.hooks?.[event]?.length ?? 0) + 1}`;
  const hook = {
    path: pathOf(event),
    args: ["probe", "hook", name, logFile(scene), ...(options.action ?? [])],
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
  };
  config.hooks = { ...config.hooks, [event]: [...(config.hooks?.[event] ?? []), hook] };
}

/** A container that is not created yet, with hooks as `declare` adds them. */
export function hooked(
  scene: Scene,
  declare: (config: Config) => void,
  verbs: readonly string[] = ["sleep"],
): Container {
  const shared = join(scene.dir, "shared");
  scene.shell('mkdir -p "$1" && chmod 777 "$1"', [shared]).ok();
  const bundle = scene.probeBundle(verbs, (config) => {
    withMount({ destination: shared, source: shared, options: ["bind"] })(config);
    declare(config);
  });
  return scene.container(bundle);
}

export function everyEvent(scene: Scene): (config: Config) => void {
  return (config) => {
    for (const event of EVENTS) addHook(scene, config, event);
  };
}
