import { spawnSync } from "node:child_process";
import { beforeAll, describe, expect, it } from "vitest";
import { buildDriver, cannotBuild } from "./native-program.ts";

describe.skipIf(cannotBuild)("files with several names", () => {
  let driver = "";
  beforeAll(() => {
    driver = buildDriver("hard-links", []);
  }, 120_000);

  it.each([0, 1, 31, 32, 33, 50_000])("are found again, no others: %i", (count) => {
    const result = spawnSync(driver, [String(count)], { encoding: "utf8" });
    expect(result.stderr).toBe("");
    expect(result.stdout).toBe(`${2 * count} 0\n`);
  });
});
