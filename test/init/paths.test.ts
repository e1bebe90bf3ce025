import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildDriver, cannotBuild } from "./native-program.ts";

describe.skipIf(cannotBuild)("paths in the root", () => {
  let driver = "";
  let top = "";
  let root = "";
  let outside = "";

  beforeAll(() => {
    driver = buildDriver("paths", ["addon/init/paths.cc"]);
  }, 120_000);
  beforeEach(() => {
    top = mkdtempSync(join(tmpdir(), "caisson-paths-"));
    root = join(top, "root");
    outside = join(top, "outside");
    mkdirSync(root);
    mkdirSync(outside);
  });
  afterEach(() => rmSync(top, { recursive: true }));

  function run(verb: "dir" | "file" | "parent" | "open", path: string): string {
    const result = spawnSync(driver, [root, verb, path], { encoding: "utf8" });
    if (result.status !== 0) throw new Error(result.stderr);
    return result.stdout.trim();
  }
  function inode(path: string): string {
    return String(statSync(join(root, path)).ino);
  }

  it("makes directories, the last with its mode, the others with 0755", () => {
    expect(run("dir", "/a/b/c")).toBe(inode("a/b/c"));
    expect(statSync(join(root, "a/b/c")).mode & 0o7777).toBe(0o711);
    expect(statSync(join(root, "a/b")).mode & 0o7777).toBe(0o755);
  });

  it("makes an empty file", () => {
    expect(run("file", "/a/f")).toBe(inode("a/f"));
    expect(statSync(join(root, "a/f"))).toMatchObject({ size: 0 });
  });

  it("leaves what is there", () => {
    writeFileSync(join(root, "f"), "kept");
    expect(run("file", "/f")).toBe(inode("f"));
    expect(statSync(join(root, "f")).size).toBe(4);
  });

  it("takes the root itself", () => {
    expect(run("dir", "/")).toBe(inode("."));
  });

  it.each([
    ["absolute", "/../../../../"],
    ["relative", "../../../../"],
  ])("keeps an %s link that would lead out inside", (_name, upwards) => {
    symlinkSync(`${upwards}${outside.slice(1)}`, join(root, "link"));
    run("dir", "/link/x");
    expect(readdirSync(outside)).toEqual([]);
    expect(existsSync(join(root, outside.slice(1), "x"))).toBe(true);
  });

  it("keeps a last component that is a link inside", () => {
    symlinkSync(join(outside, "file"), join(root, "link"));
    run("file", "/link");
    expect(readdirSync(outside)).toEqual([]);
    expect(statSync(join(root, outside.slice(1), "file")).isFile()).toBe(true);
  });

  it("makes what a dangling link points to, as if it were written out", () => {
    mkdirSync(join(root, "var"));
    symlinkSync("../run/./deep/../deeper", join(root, "var/run"));
    run("dir", "/var/run/x");
    expect(statSync(join(root, "run/deeper/x")).isDirectory()).toBe(true);
  });

  it("ends links that go round", () => {
    symlinkSync("/b/x", join(root, "a"));
    symlinkSync("/a/x", join(root, "b"));
    expect(run("dir", "/a/y")).toBe("ELOOP openat2");
  });

  it("ends links that double with every step", () => {
    for (let level = 0; level < 60; level++) {
      symlinkSync(`/l${level + 1}/../l${level + 1}/m`, join(root, `l${level}`));
    }
    expect(run("dir", "/l0/x")).toMatch(/^(ELOOP|ENAMETOOLONG) openat2$/);
  });

  it("follows no magic link", () => {
    symlinkSync("/proc/self/root", join(root, "link"));
    const result = spawnSync(driver, ["/", "open", "/proc/self/root/etc"], { encoding: "utf8" });
    expect(result.stdout.trim()).toBe("ELOOP openat2");
  });

  it("says what is in the way", () => {
    writeFileSync(join(root, "f"), "");
    expect(run("dir", "/f/x")).toBe("ENOTDIR openat2");
    expect(run("open", "/none")).toBe("ENOENT openat2");
    expect(run("dir", `/${"n".repeat(256)}`)).toBe("ENAMETOOLONG openat2");
  });
});
