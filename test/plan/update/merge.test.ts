import { expect, it } from "vitest";
import { mergeResources } from "../../../src/plan/update/merge.ts";

it("later limits win, one by one; lists by device, size or name", () => {
  const before = {
    devices: [{ allow: false }],
    memory: { limit: 1, swap: 2 },
    blockIO: {
      throttleReadBpsDevice: [
        { major: 8, minor: 0, rate: 1 },
        { major: 8, minor: 16, rate: 2 },
      ],
    },
    hugepageLimits: [{ pageSize: "2MB", limit: 1 }],
  };
  const after = {
    memory: { limit: 3n },
    pids: { limit: 4 },
    blockIO: { weight: 10, throttleReadBpsDevice: [{ major: 8, minor: 16, rate: 5 }] },
    hugepageLimits: [{ pageSize: "1GB", limit: 6 }],
    unified: { "cpu.weight": "7" },
  };
  expect(mergeResources(before, after)).toEqual({
    devices: [{ allow: false }],
    memory: { limit: 3n, swap: 2 },
    pids: { limit: 4 },
    blockIO: {
      weight: 10,
      throttleReadBpsDevice: [
        { major: 8, minor: 0, rate: 1 },
        { major: 8, minor: 16, rate: 5 },
      ],
    },
    hugepageLimits: [
      { pageSize: "2MB", limit: 1 },
      { pageSize: "1GB", limit: 6 },
    ],
    unified: { "cpu.weight": "7" },
  });
});
