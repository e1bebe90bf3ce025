import { describe, expect, it } from "vitest";
import { countFlag, isSet, listFlag, positional, textFlag } from "../../src/cli/arguments.ts";
import { UsageError } from "../../src/cli/usage-error.ts";
import { parseCommandLine } from "./command-line.ts";

function words(line: string): string[] {
  return line.split(" ").filter((word) => word !== "");
}

function refusal(line: string): UsageError {
  try {
    parseCommandLine(words(line));
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error(`accepted: ${line}`);
}

describe("parseCommandLine", () => {
  it("reads what conmon sends", () => {
    const line = parseCommandLine(
      words("--systemd-cgroup create --bundle /b --pid-file /p --no-pivot --no-new-keyring --console-socket /s web"),
    );
    expect(line.command?.name).toBe("create");
    expect(isSet(line.globals, "systemd-cgroup")).toBe(true);
    expect(textFlag(line.args, "bundle")).toBe("/b");
    expect(isSet(line.args, "no-pivot")).toBe(true);
    expect(textFlag(line.args, "console-socket")).toBe("/s");
    expect(line.args.positionals).toEqual(["web"]);
  });

  it("takes one dash for two, and = for a space", () => {
    const line = parseCommandLine(words("-log=/l --log-format json run -no-subreaper -b=/b --preserve-fds 3 web"));
    expect(textFlag(line.globals, "log")).toBe("/l");
    expect(textFlag(line.globals, "log-format")).toBe("json");
    expect(isSet(line.args, "no-subreaper")).toBe(true);
    expect(textFlag(line.args, "bundle")).toBe("/b");
    expect(countFlag(line.args, "preserve-fds")).toBe(3);
  });

  it("takes flags after positionals, and none after --", () => {
    const after = parseCommandLine(words("delete web --force"));
    expect(isSet(after.args, "force")).toBe(true);
    const literal = parseCommandLine(words("delete --force -- -web"));
    expect(positional(literal.args, 0)).toBe("-web");
  });

  it("lets the last of a repeated flag win", () => {
    expect(textFlag(parseCommandLine(words("create -b /a --bundle /b web")).args, "bundle")).toBe("/b");
    expect(isSet(parseCommandLine(words("delete -f --force=false web")).args, "force")).toBe(false);
  });

  it("collects the values of a list, in order", () => {
    const { args } = parseCommandLine(words("exec -e A=1 --env=B=2 -env C=3 --cap CAP_KILL web true"));
    expect(listFlag(args, "env")).toEqual(["A=1", "B=2", "C=3"]);
    expect(listFlag(args, "cap")).toEqual(["CAP_KILL"]);
    expect(listFlag(args, "cgroup")).toEqual([]);
  });

  it("leaves what follows the id of an exec to its program", () => {
    const { args } = parseCommandLine(words("exec -t web ls -la --tty=false -- -x"));
    expect(args.positionals).toEqual(["web", "ls", "-la", "--tty=false", "--", "-x"]);
    expect(isSet(args, "tty")).toBe(true);
    expect(parseCommandLine(words("exec -t -- web -x")).args.positionals).toEqual(["web", "-x"]);
  });

  it("keeps an empty value, which means none", () => {
    const line = parseCommandLine(["create", "--pid-file", "", "--console-socket=", "web"]);
    expect(textFlag(line.args, "pid-file")).toBeUndefined();
    expect(textFlag(line.args, "console-socket")).toBeUndefined();
    expect(line.args.positionals).toEqual(["web"]);
  });

  it("asks for nothing more where help is wanted", () => {
    expect(isSet(parseCommandLine(words("create --help")).args, "help")).toBe(true);
    expect(parseCommandLine([]).command).toBeUndefined();
  });

  it.each([
    ["--cgroup-manager cgroupfs create web", "unknown flag --cgroup-manager"],
    ["--cgroup-manager=cgroupfs create web", "unknown flag --cgroup-manager"],
    ["state --debug web", "unknown flag --debug"],
    ["delete -fx web", "unknown flag -fx"],
    ["stat web", 'unknown command "stat"'],
    ["state", '"state" needs <id>'],
    ["state a b", '"state" has no use for "b"'],
    ["create --pid-file --no-pivot web", "--pid-file needs a value"],
    ["create web --bundle", "--bundle needs a value"],
    ["create --no-pivot=perhaps web", '--no-pivot is true or false, not "perhaps"'],
    ["create --preserve-fds=-1 web", '--preserve-fds is a whole number from 0 on, not "-1"'],
    ["kill web -9", "unknown flag -9"],
    ["create --preserve-fds 1e3 web", '--preserve-fds is a whole number from 0 on, not "1e3"'],
    ["--rootless maybe list", '--rootless is one of true, false, auto, not "maybe"'],
  ])("refuses %s", (line, message) => {
    expect(refusal(line).message).toBe(message);
    expect(refusal(line).code).toBe("USAGE");
  });
});
