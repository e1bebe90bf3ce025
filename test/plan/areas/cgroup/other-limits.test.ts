/** blockIO, hugepageLimits, network, rdma, unified. */
import { describe, expect, it } from "vitest";
import { toIoWeight } from "../../../../src/plan/areas/cgroup/block-io.ts";
import type { Facts } from "../../../../src/plan/facts.ts";
import { limitsOf, planOf, planWithResources, refusal, stepsOf } from "../../fixtures/build.ts";
import { DELEGATED, HYBRID, V1, V2 } from "../../fixtures/facts.ts";
import { rootless } from "../../fixtures/specs.ts";

type Asked = Parameters<typeof planWithResources>[0];
const v1 = (resources: Asked): string[] => limitsOf(planWithResources(resources, V1));
const v2 = (resources: Asked): string[] => limitsOf(planWithResources(resources, V2));

describe("blockIO", () => {
  it("gives v2 the weight of BFQ, or else io.weight", () => {
    const [step] = stepsOf(planWithResources({ blockIO: { weight: 500 } }, V2), "cgroup.write");
    expect(step).toMatchObject({
      file: "io.bfq.weight",
      value: "500",
      otherwise: { file: "io.weight", value: "4950" },
    });
    expect(v1({ blockIO: { weight: 500 } })).toEqual(["blkio.bfq.weight = 500"]);
  });

  it.each([
    [10, 1],
    [100, 910],
    [1000, 10_000],
    [9, undefined],
    [1001, undefined],
  ])("converts weight %s to %s", (weight, converted) => {
    expect(toIoWeight(weight)).toBe(converted);
  });

  it("sets single devices after all of them", () => {
    const blockIO = { weight: 20, weightDevice: [{ major: 8, minor: 16, weight: 30 }] };
    expect(v1({ blockIO })).toEqual(["blkio.bfq.weight = 20", "blkio.bfq.weight_device = 8:16 30"]);
    expect(v2({ blockIO })).toEqual(["io.bfq.weight = 20", "io.bfq.weight = 8:16 30"]);
  });

  it("tries leaf weights on v1, and refuses them on v2", () => {
    const weightDevice = [{ major: 8, minor: 0, leafWeight: 7 }];
    expect(v1({ blockIO: { leafWeight: 5, weightDevice } })).toEqual([
      "blkio.leaf_weight = 5",
      "blkio.leaf_weight_device = 8:0 7",
    ]);
    expect(refusal({ blockIO: { weightDevice } }, V2)).toBe(
      "/linux/resources/blockIO/weightDevice/0/leafWeight cgroup v2 has no leaf weights",
    );
  });

  it("throttles", () => {
    const list = [{ major: 8, minor: 0, rate: 2n ** 64n - 1n }];
    const blockIO = {
      throttleReadBpsDevice: list,
      throttleWriteBpsDevice: list,
      throttleReadIOPSDevice: list,
      throttleWriteIOPSDevice: list,
    };
    expect(v1({ blockIO })).toEqual([
      "blkio.throttle.read_bps_device = 8:0 18446744073709551615",
      "blkio.throttle.write_bps_device = 8:0 18446744073709551615",
      "blkio.throttle.read_iops_device = 8:0 18446744073709551615",
      "blkio.throttle.write_iops_device = 8:0 18446744073709551615",
    ]);
    expect(v2({ blockIO })).toEqual([
      "io.max = 8:0 rbps=18446744073709551615",
      "io.max = 8:0 wbps=18446744073709551615",
      "io.max = 8:0 riops=18446744073709551615",
      "io.max = 8:0 wiops=18446744073709551615",
    ]);
  });

  it("takes a rate of 0 for none", () => {
    const blockIO = { throttleReadBpsDevice: [{ major: 8, minor: 0, rate: 0 }] };
    expect(v1({ blockIO })).toEqual(["blkio.throttle.read_bps_device = 8:0 0"]);
    expect(v2({ blockIO })).toEqual(["io.max = 8:0 rbps=max"]);
  });

  it("wants no controller for what asks for nothing", () => {
    expect(limitsOf(planWithResources({ blockIO: { weight: 0, weightDevice: [] } }, HYBRID))).toEqual([]);
  });
});

describe("hugepageLimits", () => {
  it("limit use and, where the kernel can, reservation", () => {
    const resources = { hugepageLimits: [{ pageSize: "2MB", limit: 2n ** 53n + 1n }] };
    expect(v1(resources)).toEqual([
      "hugetlb.2MB.limit_in_bytes = 9007199254740993",
      "hugetlb.2MB.rsvd.limit_in_bytes = 9007199254740993",
    ]);
    expect(v2(resources)).toEqual(["hugetlb.2MB.max = 9007199254740993", "hugetlb.2MB.rsvd.max = 9007199254740993"]);
    const steps = stepsOf(planWithResources(resources, V2), "cgroup.write");
    expect(steps.map((step) => step.ifMissing)).toEqual([undefined, "skip"]);
  });
});

describe("network", () => {
  const network = { classID: 1_048_577, priorities: [{ name: "eth0", priority: 500 }] };

  it("is written on v1", () => {
    expect(v1({ network })).toEqual(["net_cls.classid = 1048577", "net_prio.ifpriomap = eth0 500"]);
    expect(v1({ network: { classID: 0 } })).toEqual(["net_cls.classid = 0"]);
  });

  it("is refused on v2, but for the class that everything has there", () => {
    expect(refusal({ network }, V2)).toBe("/linux/resources/network/classID cgroup v2 has no class for packets");
    expect(refusal({ network: { priorities: network.priorities } }, V2)).toBe(
      "/linux/resources/network/priorities/0 cgroup v2 has no priorities for packets",
    );
    expect(v2({ network: { classID: 0, priorities: [] } })).toEqual([]);
  });
});

describe("rdma", () => {
  it("is one line a device, on both versions", () => {
    const rdma = { mlx5_1: { hcaHandles: 3, hcaObjects: 10_000 }, rxe3: { hcaObjects: 0 } };
    const lines = ["rdma.max = mlx5_1 hca_handle=3 hca_object=10000", "rdma.max = rxe3 hca_object=0"];
    expect(v1({ rdma })).toEqual(lines);
    expect(v2({ rdma })).toEqual(lines);
  });
});

describe("unified", () => {
  it("is written last, line by line", () => {
    const resources = {
      memory: { limit: 1000 },
      unified: { "io.max": "8:0 rbps=1\n8:16 wbps=2\n", "memory.high": "7" },
    };
    expect(v2(resources)).toEqual([
      "memory.max = 1000",
      "io.max = 8:0 rbps=1",
      "io.max = 8:16 wbps=2",
      "memory.high = 7",
    ]);
  });

  it("enables the controllers that it needs, and none for the cgroup's own files", () => {
    const spec = { ...rootless(), linux: { ...rootless().linux, resources: { unified: { "memory.high": "1" } } } };
    expect(stepsOf(planOf(spec, DELEGATED), "cgroup.enable")[0]).toMatchObject({
      controllers: ["memory"],
      needed: { memory: "/linux/resources/unified/memory.high" },
    });
    spec.linux.resources = { unified: { "cgroup.max.depth": "1", "cpu.pressure": "some 1 1" } } as never;
    expect(stepsOf(planOf(spec, DELEGATED), "cgroup.enable")).toEqual([]);
  });

  it("is refused on v1 and hybrid, unless it is empty", () => {
    for (const facts of [V1, HYBRID]) {
      expect(refusal({ unified: { "memory.high": "1" } }, facts)).toMatch(/^\/linux\/resources\/unified .*cgroup v1/);
      expect(limitsOf(planWithResources({ unified: {} }, facts))).toEqual([]);
    }
  });

  it("waits with pids.max for init's own forks", () => {
    const ops = planWithResources({ unified: { "pids.max": "1" } }, V2).create;
    const write = ops.findIndex((step) => step.op === "cgroup.write" && step.file === "pids.max");
    expect(write).toBeGreaterThan(0);
    expect(v2({ pids: { limit: 9 }, unified: { "pids.max": "1" } })).toEqual(["pids.max = 9", "pids.max = 1"]);
  });
});

describe("a controller that is not to be had", () => {
  const asked: Asked = { hugepageLimits: [{ pageSize: "2MB", limit: 1 }] };
  const on = (facts: Facts, why: Facts["absentControllers"]): string =>
    refusal(asked, { ...facts, absentControllers: why });

  it.each([
    ["kernel", "this kernel has no hugetlb cgroup controller"],
    ["disabled", "the hugetlb cgroup controller is disabled"],
    ["unmounted", "the hugetlb cgroup controller is mounted nowhere"],
    ["unified", "the hugetlb cgroup controller is in the v2 hierarchy, and containers here are in those of v1"],
    ["elsewhere", "the hugetlb cgroup controller is in a v1 hierarchy that is not mounted here"],
  ] as const)("is told: %s", (why, message) => {
    expect(on(HYBRID, { hugetlb: why })).toBe(`/linux/resources/hugepageLimits ${message}`);
  });

  it("is told on v2 by its name there", () => {
    const facts: Facts = { ...V2, v2Controllers: ["memory"], absentControllers: { blkio: "undelegated" } };
    expect(refusal({ blockIO: { weight: 10 } }, facts)).toBe(
      "/linux/resources/blockIO the io cgroup controller is not delegated to the runtime's cgroup",
    );
    expect(refusal({ unified: { "io.max": "8:0 rbps=1" } }, facts)).toMatch(
      "the io cgroup controller is not delegated",
    );
    expect(refusal({ unified: { "new.thing": "1" } }, facts)).toMatch("no new cgroup controller");
  });
});
