import { describe, expect, it } from "vitest";
import { sharesToWeight } from "../../../../src/plan/areas/cgroup/cpu.ts";
import { limitsOf, planWithResources, refusal, stepsOf } from "../../fixtures/build.ts";
import { V2 } from "../../fixtures/facts.ts";

const v1 = (resources: Parameters<typeof planWithResources>[0]): string[] => limitsOf(planWithResources(resources));
const v2 = (resources: Parameters<typeof planWithResources>[0]): string[] => limitsOf(planWithResources(resources, V2));

describe("memory", () => {
  it("lifts memory+swap on v1, then limits memory, then both", () => {
    expect(v1({ memory: { limit: 1000, swap: 3000 } })).toEqual([
      "memory.memsw.limit_in_bytes = -1",
      "memory.limit_in_bytes = 1000",
      "memory.memsw.limit_in_bytes = 3000",
    ]);
    expect(v1({ memory: { limit: 1000 } })).toEqual(["memory.limit_in_bytes = 1000"]);
    expect(v1({ memory: { limit: 1000, swap: -1 } })).toEqual([
      "memory.memsw.limit_in_bytes = -1",
      "memory.limit_in_bytes = 1000",
    ]);
  });

  it("takes memory without limit for memory+swap without limit", () => {
    expect(v1({ memory: { limit: -1 } })).toEqual(["memory.memsw.limit_in_bytes = -1", "memory.limit_in_bytes = -1"]);
    expect(v2({ memory: { limit: -1 } })).toEqual(["memory.swap.max = max", "memory.max = max"]);
  });

  it("limits on v2 the swap alone", () => {
    expect(v2({ memory: { limit: 1000, swap: 3000 } })).toEqual(["memory.swap.max = 2000", "memory.max = 1000"]);
    expect(v2({ memory: { limit: 1000, swap: -1 } })).toEqual(["memory.swap.max = max", "memory.max = 1000"]);
  });

  it("needs no swap file where there shall be no swap", () => {
    const writes = stepsOf(planWithResources({ memory: { limit: 1000, swap: 1000 } }, V2), "cgroup.write");
    expect(writes.map(({ file, value, ifMissing }) => ({ file, value, ifMissing }))).toEqual([
      { file: "memory.swap.max", value: "0", ifMissing: "skip" },
      { file: "memory.max", value: "1000", ifMissing: undefined },
    ]);
  });

  it("refuses on v2 what cannot be turned into swap alone", () => {
    expect(() => v2({ memory: { swap: 1000 } })).toThrow("needs a memory limit on cgroup v2");
    expect(() => v2({ memory: { limit: 1000, swap: 999 } })).toThrow("must not be below");
  });

  it("writes what no double holds", () => {
    expect(v1({ memory: { limit: 9_007_199_254_740_993n } })).toEqual(["memory.limit_in_bytes = 9007199254740993"]);
    expect(v2({ memory: { limit: 2n ** 62n, swap: 2n ** 62n + 1n } })[0]).toBe("memory.swap.max = 1");
  });

  it("takes 0 and an absurd swappiness for unset", () => {
    expect(v1({ memory: { limit: 0, swap: 0, reservation: 0, swappiness: 2n ** 64n - 1n } })).toEqual([]);
    expect(v1({ memory: { swappiness: 0 } })).toEqual(["memory.swappiness = 0"]);
  });

  it("looks on v2 at what is used, where it shall", () => {
    const writes = (memory: object) =>
      stepsOf(planWithResources({ memory }, V2), "cgroup.write").map(({ file, above }) => [file, above]);
    expect(writes({ limit: 1000, checkBeforeUpdate: true })).toEqual([["memory.max", "memory.current"]]);
    expect(writes({ limit: 1000, checkBeforeUpdate: false })).toEqual([["memory.max", undefined]]);
    expect(writes({ limit: -1, checkBeforeUpdate: true }).at(-1)).toEqual(["memory.max", undefined]);
  });

  it("refuses what v2 does not have", () => {
    expect(refusal({ memory: { swappiness: 5 } }, V2)).toBe(
      "/linux/resources/memory/swappiness cgroup v2 has no swappiness of a group",
    );
    expect(refusal({ memory: { disableOOMKiller: true } }, V2)).toBe(
      "/linux/resources/memory/disableOOMKiller cgroup v2 cannot disable the OOM killer",
    );
    expect(v2({ memory: { disableOOMKiller: false } })).toEqual([]);
  });
});

describe("cpu", () => {
  it.each([
    [0, 1],
    [2, 1],
    [1024, 100],
    [262_144, 10_000],
    [1_000_000, 10_000],
  ])("gives %d shares the weight %d", (shares, weight) => {
    expect(sharesToWeight(shares)).toBe(weight);
  });

  it("never lowers the weight for more shares", () => {
    let last = 0;
    for (let shares = 2; shares <= 262_144; shares += 97) {
      const weight = sharesToWeight(shares);
      expect(weight).toBeGreaterThanOrEqual(last);
      last = weight;
    }
  });

  it("has no real-time budget on v2", () => {
    for (const key of ["realtimeRuntime", "realtimePeriod"]) {
      const text = `/linux/resources/cpu/${key} cgroup v2 has no real-time budget`;
      expect(refusal({ cpu: { [key]: 1000 } }, V2)).toBe(text);
    }
    expect(v2({ cpu: { realtimeRuntime: 0, realtimePeriod: 0 } })).toEqual([]);
  });

  it("gives shares beyond 2^53 the highest weight", () => {
    expect(v1({ cpu: { shares: 2n ** 64n - 1n } })).toEqual(["cpu.shares = 18446744073709551615"]);
    expect(v2({ cpu: { shares: 2n ** 64n - 1n } })).toEqual(["cpu.weight = 10000"]);
  });

  it("writes v2 quota and period as one value", () => {
    expect(v2({ cpu: { quota: 20_000 } })).toEqual(["cpu.max = 20000 100000"]);
    expect(v2({ cpu: { quota: -1, period: 5000 } })).toEqual(["cpu.max = max 5000"]);
    expect(v2({ cpu: { period: 5000 } })).toEqual(["cpu.max = max 5000"]);
  });

  it("sets shares before idle, since an idle group has none", () => {
    expect(v1({ cpu: { idle: 1, shares: 1024 } })).toEqual(["cpu.shares = 1024", "cpu.idle = 1"]);
    expect(v2({ cpu: { idle: 1, shares: 1024 } })).toEqual(["cpu.weight = 100", "cpu.idle = 1"]);
  });
});

describe("pids", () => {
  it.each([
    [100, "100"],
    [-1, "max"],
    [0, "1"],
  ])("writes %d as %s", (limit, value) => {
    expect(v1({ pids: { limit } })).toEqual([`pids.max = ${value}`]);
    expect(v2({ pids: { limit } })).toEqual([`pids.max = ${value}`]);
  });
});
