import { describe, expect, it } from "vitest";
import { helpOn, helpText } from "../../src/cli/help.ts";
import { VERBS } from "../../src/cli/load.ts";
import { COMMANDS, GLOBAL_FLAGS } from "../../src/cli/table.ts";

describe("help", () => {
  it("shows every command and every global flag", async () => {
    const text = await helpText(undefined);
    for (const { name, summary } of COMMANDS)
      expect(text).toMatch(new RegExp(`\\b${name}\\b +${summary.slice(0, 20)}`));
    for (const { name } of GLOBAL_FLAGS) expect(text).toContain(`--${name}`);
  });

  it("shows every flag and the example of a command", async () => {
    for (const command of COMMANDS) {
      const text = await helpOn(command.name);
      for (const { name, hidden } of command.flags) expect(text.includes(`--${name} `)).toBe(hidden === undefined);
      expect(text).toContain(command.example);
    }
  });

  it("knows only the commands of the table", () => {
    expect(() => helpOn("stat")).toThrow('unknown command "stat"');
  });

  it("has a program for every command but its own", () => {
    const own = ["help", "completion"];
    expect([...Object.keys(VERBS), ...own].sort()).toEqual(COMMANDS.map(({ name }) => name).sort());
  });
});
