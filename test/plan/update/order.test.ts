import { describe, expect, it } from "vitest";
import { inOrder, type Write } from "../../../src/plan/update/order.ts";

const write = (file: string, value: string): Write => ({
  at: "host",
  op: "cgroup.write",
  from: "/x",
  dir: "/c",
  file,
  value,
});

function order(current: Readonly<Record<string, string>>, ...writes: readonly Write[]): string[] {
  return inOrder(writes, current).map(({ file, value }) => `${file}=${value}`);
}

const MEMORY = "memory.limit_in_bytes";
const SUM = "memory.memsw.limit_in_bytes";

describe("inOrder", () => {
  it("raises memory and swap before memory, and lowers it after", () => {
    const writes = (memory: string, sum: string) => [write(SUM, "-1"), write(MEMORY, memory), write(SUM, sum)];
    expect(order({ [MEMORY]: "64\n" }, ...writes("128", "256"))).toEqual([`${SUM}=256`, `${MEMORY}=128`]);
    expect(order({ [MEMORY]: "64\n" }, ...writes("16", "32"))).toEqual([`${MEMORY}=16`, `${SUM}=32`]);
    expect(order({ [MEMORY]: "64\n" }, ...writes("16", "64"))).toEqual([`${SUM}=64`, `${MEMORY}=16`]);
  });

  it("takes the limit of memory and swap away before that of memory", () => {
    expect(order({ [MEMORY]: "64\n" }, write(SUM, "-1"), write(MEMORY, "-1"))).toEqual([`${SUM}=-1`, `${MEMORY}=-1`]);
  });

  it("leaves one of the two alone where the other is not given", () => {
    expect(order({}, write(MEMORY, "5"))).toEqual([`${MEMORY}=5`]);
  });

  it.each([
    ["cpu.cfs_period_us", "cpu.cfs_quota_us"],
    ["cpu.rt_period_us", "cpu.rt_runtime_us"],
  ])("writes a longer %s first, a shorter one last", (period, quota) => {
    const writes = [write(period, "50000"), write(quota, "5000")];
    expect(order({ [period]: "20000" }, ...writes)).toEqual([`${period}=50000`, `${quota}=5000`]);
    expect(order({ [period]: "100000" }, ...writes)).toEqual([`${quota}=5000`, `${period}=50000`]);
  });

  it.each([
    ["cpu.cfs_burst_us", "cpu.cfs_quota_us"],
    ["cpu.max.burst", "cpu.max"],
  ])("writes a smaller %s before the quota, a larger one after it", (burst, quota) => {
    const writes = [write(quota, "5000"), write(burst, "1000")];
    expect(order({ [burst]: "4000" }, ...writes)).toEqual([`${burst}=1000`, `${quota}=5000`]);
    expect(order({ [burst]: "0" }, ...writes)).toEqual([`${quota}=5000`, `${burst}=1000`]);
  });

  it("keeps period, quota and burst in a row that fits, whichever way all of them go", () => {
    const writes = [write("cpu.cfs_period_us", "10"), write("cpu.cfs_quota_us", "5"), write("cpu.cfs_burst_us", "1")];
    const current = { "cpu.cfs_period_us": "100", "cpu.cfs_burst_us": "9" };
    expect(order(current, ...writes)).toEqual(["cpu.cfs_burst_us=1", "cpu.cfs_quota_us=5", "cpu.cfs_period_us=10"]);
  });

  it("ends idleness before it gives a weight, and begins it after", () => {
    expect(order({}, write("cpu.shares", "2"), write("cpu.idle", "0"))).toEqual(["cpu.idle=0", "cpu.shares=2"]);
    expect(order({}, write("cpu.weight", "2"), write("cpu.idle", "1"))).toEqual(["cpu.weight=2", "cpu.idle=1"]);
  });
});
