import { describe, expect, it } from "vitest";
import { memoryStatsV1, memoryStatsV2, withSwap } from "../../../src/host/stats/memory.ts";
import { cgroupWith } from "./samples.ts";

const UNLIMITED_V1 = "9223372036854771712";
const UNLIMITED = 2n ** 64n - 1n;

describe("memoryStatsV1", () => {
  it("reads memory, memory with swap, and the kernel's", () => {
    const dir = cgroupWith({
      "memory.stat": "cache 4096\nrss 8192\nmapped_file 0\nhierarchical_memory_limit 67108864\ntotal_cache 4096\n",
      "memory.limit_in_bytes": "67108864\n",
      "memory.usage_in_bytes": "12288\n",
      "memory.max_usage_in_bytes": "20480\n",
      "memory.failcnt": "3\n",
      "memory.memsw.limit_in_bytes": `${UNLIMITED_V1}\n`,
      "memory.memsw.usage_in_bytes": "12288\n",
      "memory.memsw.max_usage_in_bytes": "20480\n",
      "memory.memsw.failcnt": "0\n",
      // as Linux 6.18 has it: no limit of the kernel's memory
      "memory.kmem.usage_in_bytes": "4096\n",
      "memory.kmem.max_usage_in_bytes": "8192\n",
      "memory.kmem.failcnt": "0\n",
    });
    expect(memoryStatsV1(dir)).toEqual({
      cache: 4096n,
      usage: { limit: 67108864n, usage: 12288n, max: 20480n, failcnt: 3n },
      swap: { limit: 9223372036854771712n, usage: 12288n, max: 20480n, failcnt: 0n },
      kernel: { limit: 0n, usage: 4096n, max: 8192n, failcnt: 0n },
      kernelTCP: { limit: 0n, failcnt: 0n },
      raw: {
        cache: 4096n,
        hierarchical_memory_limit: 67108864n,
        mapped_file: 0n,
        rss: 8192n,
        total_cache: 4096n,
      },
    });
  });

  it("is zeros without the controller", () => {
    const nothing = { limit: 0n, failcnt: 0n };
    expect(memoryStatsV1(undefined)).toEqual({ usage: nothing, swap: nothing, kernel: nothing, kernelTCP: nothing });
  });
});

describe("memoryStatsV2", () => {
  it("adds memory to swap, as v1 counts it", () => {
    const dir = cgroupWith({
      "memory.stat": "anon 8192\nfile 4096\nkernel 0\n",
      "memory.current": "12288\n",
      "memory.max": "67108864\n",
      "memory.peak": "20480\n",
      "memory.swap.current": "100\n",
      "memory.swap.max": "33554432\n",
      "memory.swap.peak": "200\n",
    });
    expect(memoryStatsV2(dir)).toEqual({
      cache: 4096n,
      usage: { limit: 67108864n, usage: 12288n, max: 20480n, failcnt: 0n },
      swap: { limit: 100663296n, usage: 12388n, failcnt: 0n },
      kernel: { limit: 0n, failcnt: 0n },
      kernelTCP: { limit: 0n, failcnt: 0n },
      raw: { anon: 8192n, file: 4096n, kernel: 0n },
    });
  });

  it("has 2^64-1 for no limit", () => {
    const dir = cgroupWith({ "memory.current": "1\n", "memory.max": "max\n" });
    expect(memoryStatsV2(dir)).toMatchObject({ usage: { limit: UNLIMITED }, swap: { limit: UNLIMITED } });
  });
});

describe("withSwap", () => {
  const one = { limit: 5n, usage: 1n, max: 2n, failcnt: 0n };

  it("has no limit where one of the two has none", () => {
    expect(withSwap({ ...one, limit: UNLIMITED }, one).limit).toBe(UNLIMITED);
    expect(withSwap(one, { ...one, limit: UNLIMITED }).limit).toBe(UNLIMITED);
    expect(withSwap(one, one)).toEqual({ limit: 10n, usage: 2n, max: 0n, failcnt: 0n });
  });
});
