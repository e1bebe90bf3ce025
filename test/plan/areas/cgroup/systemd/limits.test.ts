import { describe, expect, it } from "vitest";
import { limitProperties } from "../../../../../src/plan/areas/cgroup/systemd/limits.ts";

const INFINITY = "18446744073709551615";

/** `Name = value` of what `file=value` come to. */
function properties(limits: readonly string[], version = 252): string[] {
  const parsed = limits.map((limit) => {
    const at = limit.indexOf("=");
    return { file: limit.slice(0, at), value: limit.slice(at + 1), from: "/x" };
  });
  return limitProperties(parsed, { version }).map(({ name, value }) => `${name} = ${String(value)}`);
}

describe("limitProperties", () => {
  it.each([
    ["memory.max=67108864", "MemoryMax = 67108864"],
    ["memory.max=max", `MemoryMax = ${INFINITY}`],
    ["memory.high=9007199254740993", "MemoryHigh = 9007199254740993"],
    ["memory.low=0", "MemoryLow = 0"],
    ["memory.min= 5 ", "MemoryMin = 5"],
    ["memory.swap.max=0", "MemorySwapMax = 0"],
    ["pids.max=max", `TasksMax = ${INFINITY}`],
    ["cpu.weight=59", "CPUWeight = 59"],
    ["cpuset.cpus=0,3,8-9", "AllowedCPUs = 9,3"],
    ["cpuset.mems=1", "AllowedMemoryNodes = 2"],
    ["memory.limit_in_bytes=-1", `MemoryLimit = ${INFINITY}`],
    ["cpu.shares=1024", "CPUShares = 1024"],
    ["blkio.bfq.weight=100", "BlockIOWeight = 100"],
    ["cpu.idle=1", "CPUWeight = 0"],
  ])("%s is %s", (limit, property) => {
    expect(properties([limit])).toEqual([property]);
  });

  it("has a quota in whole hundredths of a processor, rounded up, and its period", () => {
    expect(properties(["cpu.max=25000 50000"])).toEqual(["CPUQuotaPeriodUSec = 50000", "CPUQuotaPerSecUSec = 500000"]);
    expect(properties(["cpu.max=1 3"])).toContain("CPUQuotaPerSecUSec = 340000");
    expect(properties(["cpu.max=max 50000"])).toContain(`CPUQuotaPerSecUSec = ${INFINITY}`);
    expect(properties(["cpu.max=20000"])).toEqual(["CPUQuotaPerSecUSec = 200000"]);
    expect(properties(["cpu.cfs_period_us=20000", "cpu.cfs_quota_us=-1"])).toContain(
      `CPUQuotaPerSecUSec = ${INFINITY}`,
    );
    expect(properties(["cpu.cfs_period_us=20000", "cpu.cfs_quota_us=10000"])).toContain("CPUQuotaPerSecUSec = 500000");
  });

  it("leaves out what systemd has no word for, or takes otherwise: the file has it", () => {
    const files = ["hugetlb.2MB.max=0", "io.max=8:0 rbps=1", "cpu.max.burst=5", "toString=1", "rdma.max=x"];
    expect(properties(files)).toEqual([]);
    expect(properties(["memory.max=0", "pids.max=0", "cpu.weight=20000", "memory.max=1M", "cpuset.cpus=x"])).toEqual(
      [],
    );
    expect(properties(["cpuset.cpus=0-4294967295", "cpu.max=x y", "cpu.idle=0"])).toEqual([]);
  });

  it("leaves out what this systemd does not have yet", () => {
    expect(properties(["cpu.idle=1", "memory.oom.group=1", "memory.zswap.max=1"], 251)).toEqual([]);
    expect(properties(["memory.oom.group=0", "memory.zswap.max=1"], 252)).toEqual(["OOMPolicy = continue"]);
    expect(properties(["memory.oom.group=1", "memory.zswap.max=1"], 253)).toEqual([
      "OOMPolicy = kill",
      "MemoryZSwapMax = 1",
    ]);
  });

  it("has each property once, the last limit's", () => {
    expect(properties(["memory.max=1", "memory.max=2"])).toEqual(["MemoryMax = 2"]);
    expect(properties(["cpu.weight=59", "cpu.idle=1"])).toEqual(["CPUWeight = 0"]);
  });
});
