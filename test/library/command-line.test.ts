import { describe, expect, it } from "vitest";
import { COMMANDS, GLOBAL_FLAGS } from "../../src/cli/table.ts";
import { CHECKPOINT, RESTORE } from "../../src/library/checkpoint.ts";
import { type FlagKinds, flags, globalFlags } from "../../src/library/command-line.ts";
import { CREATE, DELETE, KILL, RUN } from "../../src/library/lifecycle.ts";
import { EXEC, UPDATE } from "../../src/library/running.ts";

const VERBS: Readonly<Record<string, FlagKinds>> = {
  create: CREATE,
  run: RUN,
  kill: KILL,
  delete: DELETE,
  exec: EXEC,
  update: UPDATE,
  checkpoint: CHECKPOINT,
  restore: RESTORE,
};
/** Flags that an option of another shape stands for. */
const OTHERWISE: Readonly<Record<string, string>> = {
  "preserve-fds": "preserveFds: descriptors, not their count",
  "status-fd": "statusFd: a descriptor of this process",
  process: "the process itself",
  resources: "the resources themselves",
};
/** Flags of update that the resources stand for. */
const LIMIT = /^(blkio|cpu|cpuset|memory|pids|kernel)\b/;

function namesOf({ booleans = [], strings = [], paths = [], lists = [] }: FlagKinds): string[] {
  return [...booleans, ...strings, ...paths, ...lists].sort();
}

function hasOption(verb: string, name: string): boolean {
  return name !== "help" && !(name in OTHERWISE) && !(verb === "update" && LIMIT.test(name));
}

describe("the options of a verb", () => {
  it.each(Object.entries(VERBS))("%s: are the flags of the command line", (verb, kinds) => {
    const table = COMMANDS.find(({ name }) => name === verb)?.flags ?? [];
    const wanted = table.filter(({ name }) => hasOption(verb, name)).map(({ name }) => name);
    expect(namesOf(kinds)).toEqual(wanted.sort());
    for (const { name, type } of table.filter((flag) => namesOf(kinds).includes(flag.name))) {
      expect(kinds.booleans?.includes(name) ?? false, name).toBe(type === "boolean");
      expect(kinds.lists?.includes(name) ?? false, name).toBe(type === "list");
    }
  });

  it("become flags with values, paths absolute, and what is not given is left out", () => {
    const given = { noPivot: true, keep: false, pidFile: "/run/a pid", bundle: "b" };
    const paths = [`--bundle=${process.cwd()}/b`, "--pid-file=/run/a pid"];
    expect(flags(given, RUN)).toEqual(["--no-pivot=true", "--keep=false", ...paths]);
  });

  it("become a flag for each item of a list", () => {
    const given = { env: ["A=1", "B=--x"], additionalGids: [7, 8], cap: [] };
    expect(flags(given, EXEC)).toEqual(["--env=A=1", "--env=B=--x", "--additional-gids=7", "--additional-gids=8"]);
  });

  it("cannot become another flag", () => {
    expect(flags({ pidFile: "--force" }, RUN)).toEqual([`--pid-file=${process.cwd()}/--force`]);
  });
});

describe("the options of every verb", () => {
  it("are global flags", () => {
    const given = globalFlags({ root: "r", rootless: "true", systemdCgroup: true });
    expect(given).toEqual(["--systemd-cgroup=true", "--rootless=true", `--root=${process.cwd()}/r`]);
    const names = given.map((flag) => flag.replace(/^--|=.*$/g, ""));
    expect(GLOBAL_FLAGS.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
  });
});
