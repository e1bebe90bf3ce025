/**
 * What is measured: two configurations, each with a foreground run, with the life of a detached container, and with another
 * process in one.
 */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeBundle } from "./bundle.mjs";
import { confinedConfig, defaultConfig } from "./config.mjs";

const CONFIGS = [
  { name: "default", title: "default config", make: defaultConfig },
  { name: "confined", title: "with seccomp, memory and pids limits", make: confinedConfig },
];

/** In a bundle: what `exec --process` reads. */
const PROCESS = "process.json";

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

/** Of all this, the two execs count: by flags, as people call it, and by a file, as daemons do. */
function execs(place, bundle) {
  const id = "execs";
  return [
    command(place, "create", "--bundle", bundle, id),
    command(place, "start", id),
    command(place, "exec", id, "true"),
    command(place, "exec", "--process", join(bundle, PROCESS), id),
    command(place, "kill", id, "KILL"),
    ["@reap"],
    command(place, "delete", id),
  ];
}

/**
 * Makes the bundles below `work`, and returns the scenarios: `{ name, config, title, commands(place), verbs, counted }`,
 * where `place` is `{ runtime, root }`, `verbs` names the commands, and `counted` those that are measured.
 */
export function makeScenarios(work) {
  return CONFIGS.flatMap((config) => {
    const short = makeBundle(join(work, `${config.name}-true`), config.make(["true"]));
    const long = makeBundle(join(work, `${config.name}-sleep`), config.make(["sleep", "100"]));
    writeFileSync(join(long, PROCESS), JSON.stringify(config.make(["true"]).process));
    const common = { config: config.name, sleeping: long };
    return [
      {
        ...common,
        name: "run",
        title: `run true, ${config.title}`,
        verbs: ["run"],
        counted: ["run"],
        commands: (place) => [command(place, "run", "--bundle", short, "run")],
      },
      {
        ...common,
        name: "life",
        title: `create + state + start + kill + delete, ${config.title}`,
        verbs: ["create", "state", "start", "kill", "delete"],
        counted: ["create", "state", "start", "kill", "delete"],
        commands: (place) => life(place, long),
      },
      {
        ...common,
        name: "exec",
        title: `exec true, by flags and by a file, ${config.title}`,
        verbs: ["create", "start", "exec", "exec -p", "kill", "delete"],
        counted: ["exec", "exec -p"],
        commands: (place) => execs(place, long),
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
