/** What is measured: two configurations, each with a foreground run and with the life of a detached container. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { makeBundle } from "./bundle.mjs";
import { confinedConfig, defaultConfig } from "./config.mjs";

const CONFIGS = [
  { name: "default", title: "default config", make: defaultConfig },
  { name: "confined", title: "with seccomp, memory and pids limits", make: confinedConfig },
];

/** Arguments of a runtime that every command needs. */
export function command({ runtime, root }, ...args) {
  return [runtime.path, "--root", root, ...args];
}

/**
 * The stopwatch's commands for one container's life. Between kill and delete the caller learns of init's end and reaps
 * it, as a shim does: a runtime refuses to delete what still runs.
 */
function life(place, bundle) {
  const id = "life";
  return [
    command(place, "create", "--bundle", bundle, id),
    command(place, "state", id),
    command(place, "start", id),
    command(place, "kill", id, "KILL"),
    ["@reap"],
    command(place, "delete", id),
  ];
}

/**
 * Makes the bundles below `work`, and returns the scenarios: `{ name, config, title, commands(place), verbs }`, where
 * `place` is `{ runtime, root }`.
 */
export function makeScenarios(work) {
  return CONFIGS.flatMap((config) => {
    const short = makeBundle(join(work, `${config.name}-true`), config.make(["true"]));
    const long = makeBundle(join(work, `${config.name}-sleep`), config.make(["sleep", "100"]));
    const common = { config: config.name, sleeping: long };
    return [
      {
        ...common,
        name: "run",
        title: `run true, ${config.title}`,
        verbs: ["run"],
        commands: (place) => [command(place, "run", "--bundle", short, "run")],
      },
      {
        ...common,
        name: "life",
        title: `create + state + start + kill + delete, ${config.title}`,
        verbs: ["create", "state", "start", "kill", "delete"],
        commands: (place) => life(place, long),
      },
    ];
  });
}

/** Where one runtime keeps its state during the bench, in `work`. */
export function placeOf(runtime, work) {
  return { runtime, root: join(work, `root-${runtime.name}`), log: join(work, `log-${runtime.name}`) };
}

export function forgetLog({ log }) {
  rmSync(log, { force: true });
}
