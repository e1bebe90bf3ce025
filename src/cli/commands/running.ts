/** The verbs that look at a container that runs, or change it. */
import { type Command, ID } from "./shape.ts";

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
];
