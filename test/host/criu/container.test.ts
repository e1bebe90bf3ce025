import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resolveIn, seenMounts } from "../../../src/host/criu/container.ts";

describe("where a path leads in a container", () => {
  let root = "";

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "criu-root-"));
    mkdirSync(join(root, "run/data"), { recursive: true });
    mkdirSync(join(root, "var"));
    symlinkSync("/run", join(root, "var/run"));
    symlinkSync("../../../run", join(root, "var/up"));
    symlinkSync("round", join(root, "round"));
  });

  afterAll(() => rmSync(root, { recursive: true }));

  it.each([
    ["/run/data", "/run/data"],
    ["/var/run/data", "/run/data"],
    ["/var/up/data", "/run/data"],
    ["/var/run/missing/part", "/run/missing/part"],
    ["/../../run/./data/", "/run/data"],
    ["/", "/"],
    ["/round/about", "/round/about"],
  ])("%s: %s", (path, resolved) => {
    expect(resolveIn(root, path)).toBe(resolved);
  });
});

describe("mounts that a process sees", () => {
  it("are read with their roots", () => {
    expect(seenMounts("self").map(({ mountPoint }) => mountPoint)).toContain("/proc");
  });
});
