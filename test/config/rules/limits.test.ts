import { describe, expect, it } from "vitest";
import { CLEAN, outcome } from "../configs/change.ts";

const AT = "/linux/resources";
const problemsOf = (field: string, value: unknown): readonly string[] =>
  outcome({ [`${AT}/${field}`]: value }).problems;

describe("blockIO", () => {
  it("takes the spec's example", () => {
    const example = {
      weight: 10,
      leafWeight: 10,
      weightDevice: [
        { major: 8, minor: 0, weight: 500, leafWeight: 300 },
        { major: 8, minor: 16, weight: 500 },
      ],
      throttleReadBpsDevice: [{ major: 8, minor: 0, rate: 600 }],
      throttleWriteIOPSDevice: [{ major: 8, minor: 16, rate: 18446744073709551615n }],
    };
    expect(outcome({ [`${AT}/blockIO`]: example })).toEqual(CLEAN);
  });

  it("wants a weight for each device", () => {
    expect(problemsOf("blockIO", { weightDevice: [{ major: 8, minor: 0 }] })).toEqual([
      "/linux/resources/blockIO/weightDevice/0 gives no weight",
    ]);
    expect(problemsOf("blockIO", { weightDevice: [{ major: 8, minor: 0, weight: 65_536 }] })).toEqual([
      "/linux/resources/blockIO/weightDevice/0/weight is too large",
    ]);
  });

  it.each([-1, 4096, 4_294_967_304, 2n ** 63n - 1n])("takes major %s for no device", (major) => {
    for (const kind of ["throttleReadBpsDevice", "throttleWriteIOPSDevice"]) {
      expect(problemsOf("blockIO", { [kind]: [{ major, minor: 0, rate: 1 }] })).toEqual([
        `/linux/resources/blockIO/${kind}/0/major is no device number`,
      ]);
    }
    expect(problemsOf("blockIO", { weightDevice: [{ major: 8, minor: 1_048_576, weight: 1 }] })).toEqual([
      "/linux/resources/blockIO/weightDevice/0/minor is no device number",
    ]);
  });

  it("wants the rate", () => {
    expect(problemsOf("blockIO", { throttleReadBpsDevice: [{ major: 8, minor: 0 }] })).toEqual([
      "/linux/resources/blockIO/throttleReadBpsDevice/0/rate is required, but missing",
    ]);
    expect(problemsOf("blockIO", { throttleReadBpsDevice: [{ major: 8, minor: 0, rate: 2n ** 64n }] })).toEqual([
      "/linux/resources/blockIO/throttleReadBpsDevice/0/rate must be an integer of 64 bits",
    ]);
  });
});

describe("hugepageLimits", () => {
  it.each(["64KB", "2MB", "1GB"])("takes pages of %s", (pageSize) => {
    expect(outcome({ [`${AT}/hugepageLimits`]: [{ pageSize, limit: 2n ** 64n - 1n }] })).toEqual(CLEAN);
  });

  it.each(["", "2M", "2mb", "02MB", "2TB", "2MB.max/../x", "../2MB"])("refuses pages of %j", (pageSize) => {
    expect(problemsOf("hugepageLimits", [{ pageSize, limit: 1 }])).toEqual([
      "/linux/resources/hugepageLimits/0/pageSize is no size of huge pages",
    ]);
  });
});

describe("network", () => {
  it("takes any class and priority of 32 bits", () => {
    const network = { classID: 4_294_967_295, priorities: [{ name: "eth0", priority: 4_294_967_295 }] };
    expect(outcome({ [`${AT}/network`]: network })).toEqual(CLEAN);
    expect(problemsOf("network", { classID: 4_294_967_296 })).toEqual([
      "/linux/resources/network/classID is too large",
    ]);
    expect(problemsOf("network", { classID: 2n ** 63n })).toEqual(["/linux/resources/network/classID is too large"]);
  });

  it.each(["", "eth0 7", "a/b", "eth0:1", "x".repeat(16)])("refuses the interface %j", (name) => {
    expect(problemsOf("network", { priorities: [{ name, priority: 1 }] })).toEqual([
      "/linux/resources/network/priorities/0/name is no name of a network interface",
    ]);
  });
});

describe("rdma", () => {
  it("takes one limit or both", () => {
    const rdma = { mlx5_1: { hcaHandles: 3, hcaObjects: 10_000 }, rxe3: { hcaObjects: 0 } };
    expect(outcome({ [`${AT}/rdma`]: rdma })).toEqual(CLEAN);
  });

  it("refuses none, and a name that would bring limits of its own", () => {
    expect(problemsOf("rdma", { mlx5_1: {} })).toEqual(["/linux/resources/rdma/mlx5_1 gives no limit"]);
    expect(problemsOf("rdma", { "a hca_handle=1": { hcaObjects: 1 } })).toEqual([
      "/linux/resources/rdma/a hca_handle=1 is no name of a device",
    ]);
  });
});

describe("unified", () => {
  it("takes files that nobody knows", () => {
    expect(
      outcome({ [`${AT}/unified`]: { "memory.high": "max", "new.thing": "a b\nc", "cgroup.max.depth": "1" } }),
    ).toEqual(CLEAN);
  });

  it.each(["../memory.max", "a/b.max", "memory", "", ".", "..", "x.", "a.\nb"])("refuses the file %j", (file) => {
    expect(problemsOf("unified", { [file]: "1" })).toEqual([expect.stringMatching(/is no name of a cgroup v2 file$/)]);
  });

  it.each(["cgroup.procs", "cgroup.threads", "cgroup.kill", "cgroup.freeze"])("refuses %s, which acts", (file) => {
    expect(problemsOf("unified", { [file]: "1" })).toEqual([
      `/linux/resources/unified/${file} is no limit: it moves, stops or ends processes`,
    ]);
  });

  it("refuses an empty value", () => {
    expect(problemsOf("unified", { "memory.swap.max": "\n" })).toEqual([
      "/linux/resources/unified/memory.swap.max must not be empty",
    ]);
  });
});

describe("numbers of device rules", () => {
  it.each([-2, 4_294_967_296, 2n ** 53n + 1n, 2n ** 63n - 1n])("refuses %s, which has more than 32 bits", (number) => {
    const rule = { allow: true, type: "c", access: "r" };
    expect(problemsOf("devices", [{ ...rule, major: number }])).toEqual([
      "/linux/resources/devices/0/major is no device number",
    ]);
    expect(problemsOf("devices", [{ ...rule, minor: number }])).toEqual([
      "/linux/resources/devices/0/minor is no device number",
    ]);
  });
});
