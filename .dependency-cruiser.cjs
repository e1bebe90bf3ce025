// The import rules: the folders of src/ are stages, and imports go one way.
// What a folder may import, beside itself; `common` is open to all.

/** @type {Record<string, string[]>} */
const MAY_IMPORT = {
  common: [],
  native: ["common"],
  state: ["common", "native", "plan/steps"],
  config: ["common"],
  plan: [
    "common",
    "config/(spec|resolved|capabilities|mount-data|mount-options|number-list|seccomp)",
    "native/(clone-flags|memory-policy|personality|seccomp)",
  ],
  host: ["common", "native", "state", "plan", "config/(capabilities|spec|resolved)"],
  lifecycle: ["common", "config", "plan", "host", "state", "native"],
  cli: ["common", "lifecycle", "native", "plan/(print|steps)", "config/(spec|problem|suggest)"],
  // the same verbs again, for programs instead of people
  library: ["common", "lifecycle", "native", "config/(spec|problem|read)", "plan/steps", "state/status"],
  image: ["common", "native"],
  engine: ["common"],
};

const oneWay = Object.entries(MAY_IMPORT).map(([folder, allowed]) => ({
  name: `imports-of-${folder}`,
  comment: `src/${folder} may import only: ${[folder, ...allowed].join(", ")}`,
  severity: "error",
  from: { path: `^src/${folder}/` },
  to: { path: "^src/", pathNot: [`^src/${folder}/`, ...allowed.map((path) => `^src/${path}(/|\\.|$)`)] },
}));

/** Built-in modules that give a folder powers which it must not have. */
const pure = [
  {
    name: "plan-is-pure",
    comment: "a plan is made from its arguments alone: no file system, no process, no clock",
    severity: "error",
    from: { path: "^src/plan/" },
    to: { dependencyTypes: ["core"], pathNot: "^(node:)?(path|buffer)" },
  },
  {
    name: "config-never-runs",
    comment: "reading the config starts no program",
    severity: "error",
    from: { path: "^src/(config|state|lifecycle|cli)/" },
    to: { path: "^(node:)?child_process$" },
  },
];

const general = [
  {
    name: "no-circles",
    severity: "error",
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
  },
  {
    name: "yargs-off-the-hot-path",
    comment: "yargs costs more than a whole start-up: only the help loads it",
    severity: "error",
    from: { path: "^src/", pathNot: "^src/cli/help\\.ts$" },
    to: { path: "node_modules/yargs/" },
  },
  {
    name: "help-only-on-demand",
    comment: "what only help and errors need is imported by import() alone",
    severity: "error",
    from: { path: "^src/" },
    to: { path: "^src/cli/(help|report|completion)\\.ts$", dependencyTypesNot: ["dynamic-import"] },
  },
  {
    name: "nothing-unresolved",
    severity: "error",
    from: {},
    to: { couldNotResolve: true, pathNot: "generated/" },
  },
];

module.exports = {
  forbidden: [...oneWay, ...pure, ...general],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default"] },
  },
};
