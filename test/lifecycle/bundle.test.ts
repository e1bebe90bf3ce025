import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { validateBundle } from "../../src/lifecycle/bundle.ts";

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
});
