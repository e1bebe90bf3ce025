/** The verbs that explain the others. */
import type { Command } from "./shape.ts";

export const SHELL: readonly Command[] = [
  {
    name: "help",
    summary: "show help on a verb",
    positionals: [{ name: "verb", optional: true, description: "the verb" }],
    flags: [],
    example: "caisson help create",
  },
  {
    name: "completion",
    summary: "print a completion script for the shell",
    positionals: [],
    flags: [],
    example: "caisson completion > /etc/bash_completion.d/caisson",
  },
];
