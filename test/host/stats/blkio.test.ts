import { describe, expect, it } from "vitest";
import { blkioStatsV1, blkioStatsV2, toEntries, toLists } from "../../../src/host/stats/blkio.ts";
import { cgroupWith } from "./samples.ts";

const BYTES = "8:0 Read 4096\n8:0 Write 0\n8:0 Sync 4096\n8:0 Async 0\n8:0 Discard 0\n8:0 Total 4096\nTotal 4096\n";

describe("toEntries", () => {
  it("takes lines with an operation and without, and no total", () => {
    expect(toEntries("8:16 Read 7\n8:0 9\nTotal 16\n")).toEqual([
      { major: 8n, minor: 16n, op: "Read", value: 7n },
      { major: 8n, value: 9n },
    ]);
    expect(toEntries("Total 0\n")).toEqual([]);
  });
});

describe("blkioStatsV1", () => {
  it("takes what throttling counts, with children, where BFQ tells nothing", () => {
    const dir = cgroupWith({
      "blkio.bfq.io_serviced_recursive": "Total 0\n",
      "blkio.bfq.io_service_bytes_recursive": "Total 0\n",
      "blkio.throttle.io_serviced_recursive": "8:0 Read 1\nTotal 1\n",
      "blkio.throttle.io_service_bytes_recursive": BYTES,
      "blkio.throttle.io_serviced": "8:0 Read 99\nTotal 99\n",
    });
    const stats = blkioStatsV1(dir);
    expect(stats.ioServicedRecursive).toEqual([{ major: 8n, op: "Read", value: 1n }]);
    expect(stats.ioServiceBytesRecursive).toHaveLength(6);
    expect(stats.ioServiceBytesRecursive?.[1]).toEqual({ major: 8n, op: "Write" });
  });

  it("takes all lists of BFQ where the kernel has its debugging files", () => {
    const dir = cgroupWith({
      "blkio.bfq.sectors_recursive": "8:0 8\n",
      "blkio.bfq.io_queued_recursive": "8:0 Read 2\n",
      "blkio.bfq.time_recursive": "8:0 3\n",
      "blkio.throttle.io_serviced_recursive": "8:0 Read 1\n",
    });
    expect(blkioStatsV1(dir)).toEqual({
      sectorsRecursive: [{ major: 8n, value: 8n }],
      ioQueueRecursive: [{ major: 8n, op: "Read", value: 2n }],
      ioTimeRecursive: [{ major: 8n, value: 3n }],
    });
  });

  it("is empty where nothing was read or written, or there is no controller", () => {
    expect(blkioStatsV1(cgroupWith({ "blkio.throttle.io_serviced": "Total 0\n" }))).toEqual({});
    expect(blkioStatsV1(undefined)).toEqual({});
  });
});

describe("blkioStatsV2", () => {
  it("puts io.stat in the lists of v1", () => {
    const text = "8:0 rbytes=4096 wbytes=0 rios=1 wios=0 dbytes=0 dios=0\n259:1 rbytes=5 wbytes=6 rios=7 wios=8\n";
    expect(toLists(text)).toEqual({
      ioServiceBytesRecursive: [
        { major: 8n, op: "Read", value: 4096n },
        { major: 8n, op: "Write" },
        { major: 259n, minor: 1n, op: "Read", value: 5n },
        { major: 259n, minor: 1n, op: "Write", value: 6n },
      ],
      ioServicedRecursive: [
        { major: 8n, op: "Read", value: 1n },
        { major: 8n, op: "Write" },
        { major: 259n, minor: 1n, op: "Read", value: 7n },
        { major: 259n, minor: 1n, op: "Write", value: 8n },
      ],
    });
  });

  it("passes over devices without numbers, and has the pressure", () => {
    const dir = cgroupWith({
      "io.stat": "8:0 \n8:16\n",
      "io.pressure": "some avg10=0.00 avg60=0.00 avg300=0.00 total=1\n",
    });
    const none = { avg10: 0, avg60: 0, avg300: 0 };
    expect(blkioStatsV2(dir)).toEqual({ psi: { some: { ...none, total: 1n }, full: { ...none, total: 0n } } });
  });
});
