import { describe, expect, it } from "vitest";
import { cpuStatsV1, cpuStatsV2, perCpu } from "../../../src/host/stats/cpu.ts";
import { cgroupWith } from "./samples.ts";

const PRESSURE = `some avg10=1.50 avg60=0.31 avg300=0.00 total=123456
full avg10=0.00 avg60=0.00 avg300=0.00 total=99
`;

describe("cpuStatsV1", () => {
  it("reads cpuacct in nanoseconds and ticks, and the throttling of cpu", () => {
    const cpuacct = cgroupWith({
      "cpuacct.stat": "user 12\nsystem 3\n",
      "cpuacct.usage": "158301945\n",
      "cpuacct.usage_percpu": "100000000 58301945 \n",
      "cpuacct.usage_all": "cpu user system\n0 90000000 10000000\n1 50000000 8301945\n",
    });
    const cpu = cgroupWith({
      "cpu.stat":
        "nr_periods 7\nnr_throttled 4\nthrottled_time 268435456\nwait_sum 12\ncurrent_bw 18446744073709551615\nnr_bursts 0\nburst_time 0\n",
    });
    expect(cpuStatsV1(cpuacct, cpu)).toEqual({
      usage: {
        total: 158301945n,
        percpu: [100000000n, 58301945n],
        percpu_kernel: [10000000n, 8301945n],
        percpu_user: [90000000n, 50000000n],
        kernel: 30000000n,
        user: 120000000n,
      },
      throttling: { periods: 7n, throttledPeriods: 4n, throttledTime: 268435456n },
    });
  });

  it("has zeros for what is missing, and leaves out what Go leaves out", () => {
    const nothing = { usage: { kernel: 0n, user: 0n }, throttling: {} };
    expect(cpuStatsV1(undefined, undefined)).toEqual(nothing);
    expect(cpuStatsV1("/does/not/exist", "/does/not/exist")).toEqual(nothing);
  });

  it("passes over lines of cpuacct.usage_all that it does not know", () => {
    expect(perCpu("cpu user system\n0 1 2\nweird\n1 3 4\n")).toEqual([
      [1n, 2n],
      [3n, 4n],
    ]);
  });
});

describe("cpuStatsV2", () => {
  it("reads cpu.stat in microseconds, and the pressure", () => {
    const dir = cgroupWith({
      "cpu.stat": `usage_usec 158301
user_usec 150000
system_usec 8301
nice_usec 0
core_sched.force_idle_usec 0
nr_periods 7
nr_throttled 4
throttled_usec 268435
nr_bursts 0
burst_usec 0
`,
      "cpu.pressure": PRESSURE,
    });
    expect(cpuStatsV2(dir)).toEqual({
      usage: { total: 158301000n, user: 150000000n, kernel: 8301000n },
      throttling: { periods: 7n, throttledPeriods: 4n, throttledTime: 268435000n },
      psi: {
        some: { avg10: 1.5, avg60: 0.31, avg300: 0, total: 123456n },
        full: { avg10: 0, avg60: 0, avg300: 0, total: 99n },
      },
    });
  });

  it("has no pressure where the kernel keeps no account", () => {
    expect(cpuStatsV2(cgroupWith({ "cpu.stat": "usage_usec 0\n" }))).toEqual({
      usage: { kernel: 0n, user: 0n },
      throttling: {},
    });
  });
});
