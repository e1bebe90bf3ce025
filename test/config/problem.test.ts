import { describe, expect, it } from "vitest";
import { configError, describeValue, problemLine } from "../../src/config/problem.ts";

const CWD = { pointer: "/process/cwd", message: "is not an absolute path", found: '"bin"' };

describe("problems in words", () => {
  it("puts all parts in one line", () => {
    const problem = { pointer: "/a", message: "is odd", found: '"x"', allowed: "y, z", suggestion: "y" };
    expect(problemLine(problem)).toBe('/a is odd: found "x"; allowed: y, z; did you mean "y"?');
    expect(problemLine({ pointer: "", message: "must be an object" })).toBe("/ must be an object");
  });

  it("makes one problem an error with its place", () => {
    expect(configError([CWD])).toMatchObject({
      code: "CONFIG_INVALID",
      message: 'config.json /process/cwd is not an absolute path: found "bin"',
      from: "/process/cwd",
    });
  });

  it("lists several, and not more than a hundred", () => {
    expect(configError([CWD, CWD]).message).toBe(
      'config.json has 2 problems:\n  /process/cwd is not an absolute path: found "bin"\n  /process/cwd is not an absolute path: found "bin"',
    );
    const many = configError(Array.from({ length: 1000 }, () => CWD)).message.split("\n");
    expect(many).toHaveLength(102);
    expect(many.at(-1)).toBe("  and 900 more");
  });

  it.each([
    ["a\n", '"a\\n"'],
    ["x".repeat(100), `"${"x".repeat(80)}"…`],
    [12345678901234567890n, "12345678901234567890"],
    [[1], "a list of 1 item"],
    [[], "a list of 0 items"],
    [{ text: "x" }, "an object"],
    [undefined, "undefined"],
  ])("shows %s in a few characters", (value, text) => {
    expect(describeValue(value)).toBe(text);
  });
});
