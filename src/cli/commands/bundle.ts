/** The verbs that look at a bundle, or at the runtime itself. */
import { BUNDLE, type Command } from "./shape.ts";

export const BUNDLES: readonly Command[] = [
  {
    name: "spec",
    summary: "write a config.json to begin with",
    positionals: [],
    flags: [
      { ...BUNDLE, description: "directory to write config.json to" },
      { name: "rootless", type: "boolean", description: "for a container without privilege" },
    ],
    example: "caisson spec --bundle /srv/web",
  },
  {
    name: "features",
    summary: "print what this runtime supports as JSON",
    positionals: [],
    flags: [],
    example: "caisson features",
  },
  {
    name: "validate",
    summary: "report everything that is wrong with a bundle's config.json",
    positionals: [
      { name: "bundle", optional: true, description: "directory of the bundle (default: the current one)" },
    ],
    flags: [BUNDLE],
    example: "caisson validate /srv/web",
  },
  {
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
  },
];
