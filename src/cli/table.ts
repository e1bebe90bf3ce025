/**
 * The command line as data: every verb, flag and positional, by groups (commands/). The hot path's parser reads it
 * (parse.ts), and the help, completion and the second parser that proves the first are built from it (help.ts).
 */
import { BUNDLES } from "./commands/bundle.ts";
import { CHECKPOINTS } from "./commands/checkpoint.ts";
import { EXEC } from "./commands/exec.ts";
import { LIFECYCLE } from "./commands/lifecycle.ts";
import { RUNNING } from "./commands/running.ts";
import { type Command, type Flag, HELP } from "./commands/shape.ts";
import { SHELL } from "./commands/shell.ts";

export type { Command, Flag, Positional } from "./commands/shape.ts";

export const GLOBAL_FLAGS: readonly Flag[] = [
  {
    name: "root",
    type: "string",
    byDefault: "/run/caisson, or $XDG_RUNTIME_DIR/caisson without privilege",
    description: "directory that holds the state of containers",
  },
  { name: "log", type: "string", byDefault: "stderr", description: "file that log entries are appended to" },
  {
    name: "log-format",
    type: "string",
    choices: ["text", "json"],
    byDefault: "text",
    description: "format of the log",
  },
  { name: "debug", type: "boolean", description: "log what helps to find a fault" },
  {
    name: "rootless",
    type: "string",
    choices: ["true", "false", "auto"],
    byDefault: "auto",
    description: "go on where cgroups cannot be written",
  },
  {
    name: "systemd-cgroup",
    type: "boolean",
    description: "let systemd make the cgroups; cgroupsPath is then slice:prefix:name",
  },
  { name: "version", alias: "v", type: "boolean", description: "show the version" },
  HELP,
];

export const COMMANDS: readonly Command[] = [...LIFECYCLE, EXEC, ...RUNNING, ...CHECKPOINTS, ...BUNDLES, ...SHELL].map(
  (command) => ({
    ...command,
    flags: [...command.flags, HELP],
  }),
);
