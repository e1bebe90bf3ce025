import { describe, expect, it } from "vitest";
import { completions } from "../../src/cli/completion.ts";

describe("completions", () => {
  it.each([
    [["cr"], ["create"]],
    [["--log-f"], ["--log-format"]],
    [
      ["--log-format", ""],
      ["text", "json"],
    ],
    [
      ["create", "--no-"],
      ["--no-pivot", "--no-new-keyring"],
    ],
    [["--debug", "list", "-f", "j"], ["json"]],
    [["create", "--bundle", ""], []],
    [["help", "sp"], ["spec"]],
  ])("of %j", (words, expected) => {
    expect(completions(words)).toEqual(expected);
  });
});
