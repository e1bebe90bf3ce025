import { describe, expect, it } from "vitest";
import { COMMANDS, GLOBAL_FLAGS } from "../../src/cli/table.ts";
import { type FlagKinds, flags, globalFlags } from "../../src/library/command-line.ts";
import { CREATE, DELETE, KILL, RUN } from "../../src/library/lifecycle.ts";

const VERBS: Readonly<Record<string, FlagKinds>> = { create: CREATE, run: RUN, kill: KILL, delete: DELETE };
/** Flags that an option of another shape stands for. */
const OTHERWISE: Readonly<Record<string, string>> = { "preserve-fds": "preserveFds: descriptors, not their count" };

function namesOf({ booleans = [], strings = [], paths = [] }: FlagKinds): string[] {
  return [...booleans, ...strings, ...paths].sort();
}

describe("the options of a verb", () => {
  it.each(Object.entries(VERBS))("%s: are the flags of the command line", (verb, kinds) => {
    const table = COMMANDS.find(({ name }) => name === verb)?.flags ?? [];
    const wanted = table.filter(({ name }) => name !== "help" && !(name in OTHERWISE)).map(({ name }) => name);
    expect(namesOf(kinds)).toEqual(wanted.sort());
    for (const { name, type } of table.filter((flag) => namesOf(kinds).includes(flag.name))) {
      expect(kinds.booleans?.includes(name) ?? false, name).toBe(type === "boolean");
    }
  });

  it("become flags with values, paths absolute, and what is not given is left out", () => {
    const given = { noPivot: true, keep: false, pidFile: "/run/a pid", bundle: "b" };
    expect(flags(given, RUN)).toEqual(["--no-pivot", `--bundle=${process.cwd()}/b`, "--pid-file=/run/a pid"]);
  });

  it("cannot become another flag", () => {
    expect(flags({ pidFile: "--force" }, RUN)).toEqual([`--pid-file=${process.cwd()}/--force`]);
  });
});

describe("the options of every verb", () => {
  it("are global flags", () => {
    const given = globalFlags({ root: "r", rootless: "true", systemdCgroup: true });
    expect(given).toEqual(["--systemd-cgroup", "--rootless=true", `--root=${process.cwd()}/r`]);
    const names = given.map((flag) => flag.replace(/^--|=.*$/g, ""));
    expect(GLOBAL_FLAGS.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
  });
});
