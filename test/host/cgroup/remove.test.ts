import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { removeCgroup } from "../../../src/host/cgroup/remove.ts";
import type { Session } from "../../../src/host/session.ts";

function remove(dir: string, onRecord: readonly string[]): void {
  const session = { record: () => ({ cgroups: onRecord }) } as unknown as Session;
  removeCgroup({ at: "host", op: "cgroup.remove", from: "/linux/cgroupsPath", dir }, session);
}

describe("removeCgroup", () => {
  it("removes what is on record and nothing else", () => {
    const top = mkdtempSync(join(tmpdir(), "caisson-remove-"));
    mkdirSync(join(top, "ours"));
    remove(join(top, "ours"), []);
    expect(existsSync(join(top, "ours"))).toBe(true);
    remove(join(top, "ours"), [join(top, "ours")]);
    expect(existsSync(join(top, "ours"))).toBe(false);
    rmSync(top, { recursive: true });
  });

  it("is done where none can ever have been made", () => {
    for (const dir of [`/${"a/".repeat(40_000)}`, `/tmp/${"a".repeat(300)}`, "/dev/null/below"]) {
      expect(() => remove(dir, [dir])).not.toThrow();
    }
  });
});
