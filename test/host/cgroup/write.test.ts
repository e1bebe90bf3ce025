import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeCgroup } from "../../../src/host/cgroup/write.ts";
import type { Session } from "../../../src/host/session.ts";
import type { HostStep } from "../../../src/plan/steps.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "caisson-write-"));
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

type Write = Extract<HostStep, { op: "cgroup.write" }>;

function write(step: Partial<Write>, denied: readonly string[] = []): void {
  const session = { deniedCgroups: new Set(denied) } as unknown as Session;
  const whole: Write = { at: "host", op: "cgroup.write", from: "/x", dir, file: "a", value: "7", ...step };
  writeCgroup(whole, session);
}

const put = (file: string, text = ""): void => writeFileSync(join(dir, file), text);
const text = (file: string): string => readFileSync(join(dir, file), "utf8");

describe("writeCgroup", () => {
  it("writes to what is there, and never makes it", () => {
    expect(() => write({})).toThrow("ENOENT");
    put("a");
    write({});
    expect(text("a")).toBe("7");
  });

  it("skips a missing file, or writes another, where the step says so", () => {
    write({ ifMissing: "skip" });
    put("b");
    write({ otherwise: { file: "b", value: "8" } });
    expect(text("b")).toBe("8");
    put("a");
    write({ value: "9", otherwise: { file: "b", value: "0" } });
    expect([text("a"), text("b")]).toEqual(["9", "8"]);
  });

  it("fails where more is in use", () => {
    put("a");
    put("used", "9007199254740993\n");
    const above = { above: "used" };
    expect(() => write({ ...above, value: "9007199254740993" })).toThrow("9007199254740993 bytes are in use");
    expect(text("a")).toBe("");
    write({ ...above, value: "9007199254740994" });
    expect(text("a")).toBe("9007199254740994");
    write({ above: "absent" });
  });

  it("says that the cgroup could not be made", () => {
    expect(() => write({}, [dir])).toThrow("the runtime's user may not make the cgroup");
  });
});
