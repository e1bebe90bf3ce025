import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Spec } from "../../src/config/spec.ts";
import { readSaved, save, saveAgain } from "../../src/lifecycle/saved.ts";
import { planOf } from "../plan/fixtures/build.ts";
import { demo } from "../plan/fixtures/specs.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "caisson-saved-"));
  mkdirSync(join(root, "web"));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function written(config: Spec): void {
  save({ root, id: "web" }, { config, steps: planOf(demo()).create, noNewKeyring: true });
}

describe("what create saves", () => {
  it("is the configuration, and the cgroups that were made of it", () => {
    written(demo());
    const { config, cgroups, noNewKeyring } = readSaved(root, "web");
    expect(config).toEqual(demo());
    expect(cgroups).toContainEqual(expect.objectContaining({ controllers: ["memory"], ifDenied: "fail" }));
    expect(noNewKeyring).toBe(true);
  });

  it("keeps integers of 64 bits, and text that looks like them", () => {
    const config: Spec = {
      ...demo(),
      annotations: { a: "\\u0000123", b: '"\\u00005"', c: "9007199254740993" },
      linux: { resources: { memory: { limit: 9223372036854775807n }, pids: { limit: -9223372036854775808n } } },
    };
    written(config);
    expect(readSaved(root, "web").config).toEqual(config);
    expect(readFileSync(join(root, "web/container.json"), "utf8")).toContain('"limit":9223372036854775807');
  });

  it("is replaced as a whole where limits change", () => {
    written(demo());
    const before = readSaved(root, "web");
    saveAgain(
      { root, id: "web" },
      { ...before, config: { ...before.config, linux: { resources: { pids: { limit: 7 } } } } },
    );
    expect(readSaved(root, "web").config.linux).toEqual({ resources: { pids: { limit: 7 } } });
    expect(readSaved(root, "web").cgroups).toEqual(before.cgroups);
    expect(readdirSync(join(root, "web"))).toEqual(["container.json"]);
  });

  it("is nobody else's to read", () => {
    written(demo());
    expect(statSync(join(root, "web/container.json")).mode & 0o777).toBe(0o600);
  });

  it("is named where it is missing or damaged", () => {
    expect(() => readSaved(root, "web")).toThrow('saved for container "web" is missing');
    writeFileSync(join(root, "web/container.json"), "{");
    expect(() => readSaved(root, "web")).toThrow('saved for container "web" cannot be read');
  });
});
