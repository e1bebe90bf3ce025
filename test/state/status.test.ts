import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bootId, identify } from "../../src/state/process.ts";
import type { StateRecord } from "../../src/state/record.ts";
import { statusOf } from "../../src/state/status.ts";

const self = { pid: process.pid, startTime: identify(process.pid)?.startTime ?? "", bootId: bootId() };

function recordWith(change: Partial<StateRecord>): StateRecord {
  const base = { recorded: "created", freezer: undefined, ...self };
  return { ...base, ...change } as StateRecord;
}

describe("statusOf", () => {
  it("is creating until init has a pid, and while create is under way", () => {
    expect(statusOf(recordWith({ pid: 0 }))).toBe("creating");
    expect(statusOf(recordWith({ recorded: "creating" }))).toBe("creating");
  });

  it("is running for a process that is init no more, whatever was recorded", () => {
    expect(statusOf(recordWith({ recorded: "created" }))).toBe("running");
    expect(statusOf(recordWith({ recorded: "running" }))).toBe("running");
  });

  it("is stopped for a pid that is gone, belongs to another process, or to another boot", () => {
    expect(statusOf(recordWith({ pid: 2 ** 22 + 1 }))).toBe("stopped");
    expect(statusOf(recordWith({ startTime: "1" }))).toBe("stopped");
    expect(statusOf(recordWith({ bootId: "another" }))).toBe("stopped");
    expect(statusOf(recordWith({ bootId: "another", pid: 0, recorded: "creating" }))).toBe("stopped");
  });

  it("is paused where the freezer says so, v1 and v2", () => {
    const freezer = mkdtempSync(join(tmpdir(), "caisson-freezer-"));
    writeFileSync(join(freezer, "freezer.state"), "FROZEN\n");
    expect(statusOf(recordWith({ recorded: "running", freezer }))).toBe("paused");
    writeFileSync(join(freezer, "freezer.self_freezing"), "0\n");
    expect(statusOf(recordWith({ recorded: "running", freezer }))).toBe("running");
    writeFileSync(join(freezer, "freezer.state"), "THAWED\n");
    expect(statusOf(recordWith({ recorded: "running", freezer }))).toBe("running");
    writeFileSync(join(freezer, "cgroup.freeze"), "1\n");
    expect(statusOf(recordWith({ recorded: "running", freezer }))).toBe("paused");
    rmSync(freezer, { recursive: true });
  });
});
