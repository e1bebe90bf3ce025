import { describe, expect, it } from "vitest";
import { cpusetStats, toList } from "../../../src/host/stats/cpuset.ts";
import { readText, toKeyed, toNumber } from "../../../src/host/stats/files.ts";
import { hugetlbStats } from "../../../src/host/stats/hugetlb.ts";
import { pidsStats } from "../../../src/host/stats/pids.ts";
import { cgroupWith } from "./samples.ts";

describe("the files' formats", () => {
  it("numbers: signed, beyond 2^53, max, and 0 for what is none", () => {
    expect(["7\n", "-1", "9223372036854771712", "max", "x", ""].map(toNumber)).toEqual([
      7n,
      -1n,
      9223372036854771712n,
      18446744073709551615n,
      0n,
      0n,
    ]);
  });

  it("keyed: a key and a number on a line", () => {
    expect(toKeyed("a 1\nb 2 3\n\nc max\n")).toEqual(
      new Map([
        ["a", 1n],
        ["c", 18446744073709551615n],
      ]),
    );
  });

  it("a file that is not there is undefined, a directory an error", () => {
    expect(readText("/does/not/exist")).toBeUndefined();
    expect(() => readText("/tmp")).toThrow("EISDIR");
  });
});

describe("cpusetStats", () => {
  it("reads lists and flags of v1", () => {
    const dir = cgroupWith({
      "cpuset.cpus": "0-2,7\n",
      "cpuset.mems": "0\n",
      "cpuset.sched_load_balance": "1\n",
      "cpuset.sched_relax_domain_level": "-1\n",
    });
    expect(cpusetStats(dir)).toMatchObject({
      cpus: [0, 1, 2, 7],
      mems: [0],
      cpu_exclusive: 0n,
      sched_load_balance: 1n,
      sched_relax_domain_level: -1n,
    });
  });

  it("has zeros and no lists without the controller", () => {
    expect(Object.keys(cpusetStats(undefined))).toHaveLength(9);
    expect(toList("\n")).toEqual([]);
  });
});

describe("pidsStats", () => {
  it("has no limit where it is max", () => {
    expect(pidsStats(cgroupWith({ "pids.current": "3\n", "pids.max": "max\n" }))).toEqual({ current: 3n });
    expect(pidsStats(cgroupWith({ "pids.current": "3\n", "pids.max": "10\n" }))).toEqual({ current: 3n, limit: 10n });
  });

  it("counts processes where the controller is not enabled", () => {
    expect(pidsStats(cgroupWith({ "cgroup.procs": "12\n13\n" }))).toEqual({ current: 2n });
    expect(pidsStats(undefined)).toEqual({});
  });
});

describe("hugetlbStats", () => {
  it("reads reservations before use on v1", () => {
    const dir = cgroupWith({
      "hugetlb.2MB.usage_in_bytes": "1\n",
      "hugetlb.2MB.rsvd.usage_in_bytes": "2097152\n",
      "hugetlb.2MB.rsvd.max_usage_in_bytes": "4194304\n",
      "hugetlb.2MB.rsvd.failcnt": "5\n",
      "hugetlb.1GB.usage_in_bytes": "0\n",
    });
    expect(hugetlbStats(dir, 1)).toEqual({
      "1GB": { failcnt: 0n },
      "2MB": { usage: 2097152n, max: 4194304n, failcnt: 5n },
    });
  });

  it("counts failures by the events of v2", () => {
    const dir = cgroupWith({
      "hugetlb.2MB.current": "2097152\n",
      "hugetlb.2MB.max": "max\n",
      "hugetlb.2MB.events": "max 4\n",
    });
    expect(hugetlbStats(dir, 2)).toEqual({ "2MB": { usage: 2097152n, failcnt: 4n } });
    expect(hugetlbStats(undefined, 2)).toEqual({});
  });
});
