/** The verbs of runtime-spec runtime.md, and those that put them together. */
import { BUNDLE, type Command, type Flag, ID } from "./shape.ts";

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

export const LIFECYCLE: readonly Command[] = [
  {
    name: "create",
    summary: "create a container that waits for start",
    positionals: [ID],
    flags: CREATE_FLAGS,
    example: "caisson create --bundle /srv/web --pid-file /run/web.pid web",
  },
  {
    name: "start",
    summary: "run the program of a created container",
    positionals: [ID],
    flags: [],
    example: "caisson start web",
  },
  {
    name: "state",
    summary: "print the state of a container as JSON",
    positionals: [ID],
    flags: [],
    example: "caisson state web",
  },
  {
    name: "kill",
    summary: "send a signal to a container's init",
    positionals: [ID, { name: "signal", optional: true, description: "name or number of the signal (default: TERM)" }],
    flags: [{ name: "all", alias: "a", type: "boolean", description: "signal every process of the container" }],
    example: "caisson kill web HUP",
  },
  {
    name: "delete",
    summary: "remove a stopped or created container",
    positionals: [ID],
    flags: [
      { name: "force", alias: "f", type: "boolean", description: "kill it first if it runs; no error if it is gone" },
    ],
    example: "caisson delete --force web",
  },
  {
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
  },
  {
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
  },
];
