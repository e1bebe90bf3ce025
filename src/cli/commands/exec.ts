/** exec, with runc's flags. */
import { type Command, ID } from "./shape.ts";

export const EXEC: Command = {
  name: "exec",
  summary: "run another program in a container",
  positionals: [
    ID,
    { name: "command", optional: true, description: "the program and its arguments; not with --process" },
  ],
  flags: [
    {
      name: "process",
      alias: "p",
      type: "string",
      description:
        "file with a process as in config.json; the command and the flags about the process have no effect then",
    },
    { name: "cwd", type: "string", byDefault: "as in config.json", description: "working directory in the container" },
    { name: "env", alias: "e", type: "list", description: "NAME=value to add to the environment; may be repeated" },
    { name: "tty", alias: "t", type: "boolean", description: "give it a terminal" },
    {
      name: "user",
      alias: "u",
      type: "string",
      byDefault: "as in config.json",
      description: "UID or UID:GID, as numbers",
    },
    { name: "additional-gids", alias: "g", type: "list", description: "another group, as a number; may be repeated" },
    {
      name: "cap",
      alias: "c",
      type: "list",
      description: "capability to add to all sets but the inheritable one; may be repeated",
    },
    { name: "process-label", type: "string", description: "SELinux label" },
    { name: "apparmor", type: "string", description: "AppArmor profile" },
    { name: "no-new-privs", type: "boolean", byDefault: "as in config.json", description: "no new privileges by exec" },
    { name: "detach", alias: "d", type: "boolean", description: "leave it running in the background" },
    { name: "pid-file", type: "string", description: "file to write its pid to" },
    { name: "console-socket", type: "string", description: "Unix socket that receives the master end of the terminal" },
    { name: "pidfd-socket", type: "string", description: "Unix socket that receives a pidfd of it" },
    { name: "preserve-fds", type: "count", byDefault: "0", description: "pass this many descriptors from 3 on" },
    {
      name: "cgroup",
      type: "list",
      description:
        "cgroup below the container's to run in, [CONTROLLER[,CONTROLLER]:]PATH; may be repeated with controllers",
    },
    { name: "ignore-paused", type: "boolean", description: "in a paused container, wait until it is resumed" },
  ],
  passesThrough: true,
  failureStatus: 255,
  example: "caisson exec --tty --user 1000 web sh -c 'echo $HOME'",
};
