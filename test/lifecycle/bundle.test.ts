import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadBundle, validateBundle } from "../../src/lifecycle/bundle.ts";

let bundle: string;
beforeEach(() => {
  bundle = mkdtempSync(join(tmpdir(), "caisson-bundle-"));
});
afterEach(() => {
  rmSync(bundle, { recursive: true });
});

describe("config.json of a bundle", () => {
  it("is an error where it is missing", () => {
    expect(() => validateBundle(bundle)).toThrow("config.json: no such file or directory");
  });

  it("is not waited for where it is a FIFO", () => {
    execFileSync("mkfifo", [join(bundle, "config.json")]);
    expect(() => validateBundle(bundle)).toThrow("config.json: not a regular file");
  });

  it("is not read without end where it is a device", () => {
    symlinkSync("/dev/zero", join(bundle, "config.json"));
    expect(() => validateBundle(bundle)).toThrow("config.json: not a regular file");
  });

  it("gives a hundred warnings at most, and says how many more there are", () => {
    const unknown = Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`unknown${index}`, 1]));
    const linux = { namespaces: [{ type: "mount" }] };
    writeFileSync(
      join(bundle, "config.json"),
      JSON.stringify({ ociVersion: "1.0.0", root: { path: "r" }, linux, ...unknown }),
    );
    const warnings: string[] = [];
    loadBundle(bundle, (message) => warnings.push(message));
    expect(warnings).toHaveLength(101);
    expect(warnings.at(-1)).toContain("150 more");
  });
});
