/** The verbs that look at a container that runs, or change it. */
import { type Command, type Flag, ID } from "./shape.ts";

function text(name: string, description: string): Flag {
  return { name, type: "string", description };
}

const UPDATE_FLAGS: readonly Flag[] = [
  {
    name: "resources",
    alias: "r",
    type: "string",
    description:
      "file with linux.resources as JSON, - for standard input; other limits on the command line are ignored",
  },
  text("blkio-weight", "weight of block devices, 10 to 1000"),
  text("cpu-period", "period that the quota is for, microseconds"),
  text("cpu-quota", "processor time in a period, microseconds; -1 is no limit"),
  text("cpu-burst", "unused time that a later period may use, microseconds"),
  text("cpu-share", "weight beside other containers, 2 to 262144"),
  text("cpu-idle", "1: run only where nothing else wants to; 0: as usual"),
  text("cpu-rt-period", "period that the real-time budget is for, microseconds"),
  text("cpu-rt-runtime", "time of real-time tasks in a period, microseconds"),
  text("cpuset-cpus", "processors to use, such as 0-3,7"),
  text("cpuset-mems", "memory nodes to use"),
  text("memory", "limit of memory, such as 512m; -1 is no limit"),
  text("memory-reservation", "memory that is left when others want some"),
  text("memory-swap", "limit of memory and swap together; -1 is no limit"),
  text("pids-limit", "most processes and threads; -1 is no limit"),
  text("l3-cache-schema", "parts of the L3 cache, as resctrl has them"),
  text("mem-bw-schema", "shares of memory bandwidth, as resctrl has them"),
  { ...text("kernel-memory", "has no effect: the kernel no longer has this limit"), hidden: true },
  { ...text("kernel-memory-tcp", "has no effect: the kernel no longer has this limit"), hidden: true },
];

export const RUNNING: readonly Command[] = [
  {
    name: "pause",
    summary: "freeze every process of a container",
    positionals: [ID],
    flags: [],
    example: "caisson pause web",
  },
  {
    name: "resume",
    summary: "let a paused container run on",
    positionals: [ID],
    flags: [],
    example: "caisson resume web",
  },
  {
    name: "ps",
    summary: "show the processes of a container",
    positionals: [ID, { name: "options", optional: true, description: "what ps is called with (default: -ef)" }],
    flags: [
      {
        name: "format",
        alias: "f",
        type: "string",
        choices: ["table", "json"],
        byDefault: "table",
        description: "what ps prints, or a list of pids",
      },
    ],
    passesThrough: true,
    example: "caisson ps web -o pid,rss,args",
  },
  {
    name: "events",
    summary: "print statistics of a container, and when it runs out of memory, as JSON",
    positionals: [ID],
    flags: [
      {
        name: "interval",
        type: "string",
        byDefault: "5s",
        description: "time between statistics, such as 500ms or 1m30s",
      },
      { name: "stats", type: "boolean", description: "print the statistics once" },
    ],
    example: "caisson events --stats web",
  },
  {
    name: "update",
    summary: "change the limits of a container",
    positionals: [ID],
    flags: UPDATE_FLAGS,
    example: "caisson update --memory 512m --pids-limit 200 web",
  },
];
