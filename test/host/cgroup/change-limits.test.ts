import { readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { changeLimits } from "../../../src/host/cgroup/change-limits.ts";
import type { Session } from "../../../src/host/session.ts";
import type { HostStep } from "../../../src/plan/steps.ts";
import { cgroupWith } from "../stats/samples.ts";

function change(dir: string, ...writes: readonly (readonly [file: string, value: string])[]): ReturnType<typeof vi.fn> {
  const warn = vi.fn();
  const session = { deniedCgroups: new Set(), note: undefined, warn } as unknown as Session;
  const steps = writes.map(
    ([file, value]): HostStep => ({ at: "host", op: "cgroup.write", from: "/x", dir, file, value }),
  );
  changeLimits(steps, session);
  return warn;
}

const text = (file: string): string => readFileSync(file, "utf8");

describe("changeLimits", () => {
  it("writes all", () => {
    const dir = cgroupWith({ "pids.max": "9", "cpu.shares": "4" });
    change(dir, ["pids.max", "7"], ["cpu.shares", "2"]);
    expect([text(`${dir}/pids.max`), text(`${dir}/cpu.shares`)]).toEqual(["7", "2"]);
  });

  it("sets back what it wrote where one fails, and throws its error", () => {
    const dir = cgroupWith({ "pids.max": "9", "cpu.shares": "4" });
    expect(() => change(dir, ["pids.max", "7"], ["cpu.shares", "2"], ["absent", "1"])).toThrow(/absent.*no such file/);
    expect([text(`${dir}/pids.max`), text(`${dir}/cpu.shares`)]).toEqual(["9", "4"]);
  });
});
