import { expect } from "vitest";
import { suite } from "../../harness/check.ts";

suite("process", (check) => {
  check("args: every argument arrives as it is", (scene) => {
    const words = ["", "a b", "é", "$HOME", "'\"", "\\"];
    const seen = scene.inside((config) => {
      config.process.args = ["/probe", "report", ...words];
    });
    expect(seen.report.arguments).toEqual(words);
  });
});
