/**
 * The command line as data: every verb, flag and positional. The hot path's parser reads it (parse.ts), and the help,
 * completion and the second parser that proves the first are built from it (help.ts).
 */

export interface Flag {
  readonly name: string;
  readonly alias?: string;
  /** `count` is a whole number from 0 on. */
  readonly type: "boolean" | "string" | "count";
  readonly choices?: readonly string[];
  /** Shown by the help only; the verb itself knows what a missing flag means. */
  readonly byDefault?: string;
  readonly description: string;
}

export interface Positional {
  readonly name: string;
  readonly optional?: true;
  readonly description: string;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly positionals: readonly Positional[];
  readonly flags: readonly Flag[];
  readonly example: string;
}

const HELP: Flag = { name: "help", alias: "h", type: "boolean", description: "show help" };

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
  { name: "systemd-cgroup", type: "boolean", description: "use the systemd cgroup driver (not there yet: an error)" },
  { name: "version", alias: "v", type: "boolean", description: "show the version" },
  HELP,
];

const ID: Positional = { name: "id", description: "name of the container: A-Z a-z 0-9 _ + - ." };

const BUNDLE: Flag = {
  name: "bundle",
  alias: "b",
  type: "string",
  byDefault: "the current directory",
  description: "directory that holds config.json",
};

const CREATE_FLAGS: readonly Flag[] = [
  BUNDLE,
  { name: "pid-file", type: "string", description: "file to write the pid of the container's init to" },
  { name: "console-socket", type: "string", description: "Unix socket that receives the master end of the terminal" },
  { name: "pidfd-socket", type: "string", description: "Unix socket that receives a pidfd of the container's init" },
  {
    name: "no-pivot",
    type: "boolean",
    description: "chroot instead of pivot_root, for a root file system on a ramdisk",
  },
  { name: "no-new-keyring", type: "boolean", description: "keep the caller's session keyring" },
  {
    name: "preserve-fds",
    type: "count",
    byDefault: "0",
    description: "pass this many descriptors from 3 on, after those of LISTEN_FDS",
  },
];

function command(definition: Command): Command {
  return { ...definition, flags: [...definition.flags, HELP] };
}

export const COMMANDS: readonly Command[] = [
  command({
    name: "create",
    summary: "create a container that waits for start",
    positionals: [ID],
    flags: CREATE_FLAGS,
    example: "caisson create --bundle /srv/web --pid-file /run/web.pid web",
  }),
  command({
    name: "start",
    summary: "run the program of a created container",
    positionals: [ID],
    flags: [],
    example: "caisson start web",
  }),
  command({
    name: "state",
    summary: "print the state of a container as JSON",
    positionals: [ID],
    flags: [],
    example: "caisson state web",
  }),
  command({
    name: "kill",
    summary: "send a signal to a container's init",
    positionals: [ID, { name: "signal", optional: true, description: "name or number of the signal (default: TERM)" }],
    flags: [{ name: "all", alias: "a", type: "boolean", description: "signal every process of the container" }],
    example: "caisson kill web HUP",
  }),
  command({
    name: "delete",
    summary: "remove a stopped or created container",
    positionals: [ID],
    flags: [
      { name: "force", alias: "f", type: "boolean", description: "kill it first if it runs; no error if it is gone" },
    ],
    example: "caisson delete --force web",
  }),
  command({
    name: "run",
    summary: "create, start and, unless detached, wait for a container",
    positionals: [ID],
    flags: [
      ...CREATE_FLAGS,
      { name: "detach", alias: "d", type: "boolean", description: "leave it running in the background" },
      { name: "keep", type: "boolean", description: "do not delete the container when it ends" },
      { name: "no-subreaper", type: "boolean", description: "do not reap orphans of the container" },
    ],
    example: "caisson run --bundle /srv/web web",
  }),
  command({
    name: "list",
    summary: "list the containers under the root",
    positionals: [],
    flags: [
      {
        name: "format",
        alias: "f",
        type: "string",
        choices: ["table", "json"],
        byDefault: "table",
        description: "format of the list",
      },
      { name: "quiet", alias: "q", type: "boolean", description: "print ids only" },
    ],
    example: "caisson list --format json",
  }),
  command({
    name: "spec",
    summary: "write a config.json to begin with",
    positionals: [],
    flags: [
      { ...BUNDLE, description: "directory to write config.json to" },
      { name: "rootless", type: "boolean", description: "for a container without privilege" },
    ],
    example: "caisson spec --bundle /srv/web",
  }),
  command({
    name: "features",
    summary: "print what this runtime supports as JSON",
    positionals: [],
    flags: [],
    example: "caisson features",
  }),
  command({
    name: "validate",
    summary: "report everything that is wrong with a bundle's config.json",
    positionals: [
      { name: "bundle", optional: true, description: "directory of the bundle (default: the current one)" },
    ],
    flags: [BUNDLE],
    example: "caisson validate /srv/web",
  }),
  command({
    name: "plan",
    summary: "print the steps that create would take",
    positionals: [
      { name: "bundle", optional: true, description: "directory of the bundle (default: the current one)" },
    ],
    flags: [
      BUNDLE,
      { name: "id", type: "string", byDefault: "container", description: "id to plan for" },
      {
        name: "format",
        alias: "f",
        type: "string",
        choices: ["text", "json"],
        byDefault: "text",
        description: "format of the plan",
      },
      { name: "console-socket", type: "string", description: "plan for a console socket" },
    ],
    example: "caisson plan /srv/web",
  }),
  command({
    name: "help",
    summary: "show help on a verb",
    positionals: [{ name: "verb", optional: true, description: "the verb" }],
    flags: [],
    example: "caisson help create",
  }),
  command({
    name: "completion",
    summary: "print a completion script for the shell",
    positionals: [],
    flags: [],
    example: "caisson completion > /etc/bash_completion.d/caisson",
  }),
];
