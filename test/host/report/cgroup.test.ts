import { describe, expect, it } from "vitest";
import type { CgroupFacts } from "../../../src/host/cgroup/facts.ts";
import { CONTROLLERS, cgroupAbilities } from "../../../src/host/report/cgroup.ts";
import { hardwareAbilities } from "../../../src/host/report/hardware.ts";
import type { Absence, CgroupHierarchy } from "../../../src/plan/facts.ts";
import { type Facts, fakeHost, reasonsOf, UNPRIVILEGED } from "./fake.ts";

function v1(name: string, self = "/"): CgroupHierarchy {
  return { controllers: name.split(","), mount: `/sys/fs/cgroup/${name}`, self };
}

const ALL_V1 = ["blkio", "cpu,cpuacct", "cpuset", "devices", "hugetlb", "memory", "net_cls,net_prio", "pids", "rdma"];
const V1: CgroupFacts = { mode: "v1", hierarchies: ALL_V1.map((name) => v1(name)), v2Controllers: [] };
const V2: CgroupFacts = {
  mode: "v2",
  hierarchies: [{ controllers: [], mount: "/sys/fs/cgroup", self: "/user.slice/session.scope" }],
  v2Controllers: ["cpuset", "cpu", "io", "memory", "hugetlb", "pids", "rdma"],
};
const HERE = "/sys/fs/cgroup/user.slice";
const DELEGATED = { [`${HERE}/cgroup.controllers`]: "cpuset cpu io memory hugetlb pids rdma" };

function look(cgroup: CgroupFacts, facts: Facts = {}, absent: Record<string, Absence> = {}) {
  return cgroupAbilities(fakeHost(facts), { facts: cgroup, absent });
}

describe("cgroups", () => {
  it("v1: every controller, with its hierarchy", () => {
    const found = look(V1);
    expect(reasonsOf(found)).toEqual({ "cgroup.v2": "no v2 hierarchy is mounted" });
    expect(found.cgroup?.detail).toEqual({ mode: "v1" });
    expect(found["cgroup.net_prio"]?.detail).toEqual({ hierarchy: "/sys/fs/cgroup/net_cls,net_prio" });
  });

  it("hybrid: containers are in v1, and what v2 has is out of their reach", () => {
    const hierarchies = [{ controllers: [], mount: "/sys/fs/cgroup/unified", self: "/" }, v1("memory")];
    const absent: Record<string, Absence> = { hugetlb: "unified", rdma: "kernel", pids: "disabled" };
    const found = reasonsOf(look({ mode: "hybrid", hierarchies, v2Controllers: [] }, {}, absent));
    expect(found["cgroup.v2"]).toMatch("the v1 hierarchies have the controllers");
    expect(found["cgroup.hugetlb"]).toMatch("is in the v2 hierarchy");
    expect(found["cgroup.rdma"]).toBe("this kernel has no rdma cgroup controller");
    expect(found["cgroup.pids"]).toBe("the pids cgroup controller is disabled");
    expect(found["cgroup.memory"]).toBeUndefined();
  });

  it("v2: what the parent of the runtime's cgroup was given, and what v2 has not", () => {
    expect(reasonsOf(look(V2, { files: DELEGATED }))).toEqual({
      "cgroup.v1": "no v1 hierarchy is mounted",
      "cgroup.net_cls": "cgroup v2 has no class for packets",
      "cgroup.net_prio": "cgroup v2 has no priorities for packets",
    });
    const some = reasonsOf(look(V2, { files: { [`${HERE}/cgroup.controllers`]: "memory pids" } }));
    expect(some["cgroup.blkio"]).toBe("the io cgroup controller is not delegated to the runtime's cgroup");
    expect(some["cgroup.memory"]).toBeUndefined();
  });

  it("v2: devices want a privilege", () => {
    const found = look(V2, { files: DELEGATED, kernel: UNPRIVILEGED });
    expect(found["cgroup.devices"]?.reason).toMatch("an ordinary user may not attach");
  });

  it("are not to be had where the runtime may not write", () => {
    const found = reasonsOf(look(V2, { files: DELEGATED, readOnly: { [HERE]: "EROFS" } }));
    const reason = `no cgroup may be made in ${HERE} (EROFS)`;
    expect(found.cgroup).toBe(reason);
    expect(found["cgroup.memory"]).toBe(reason);
  });

  it("are none where nothing is mounted", () => {
    const found = reasonsOf(look({ mode: "none", hierarchies: [], v2Controllers: [] }));
    expect(found.cgroup).toBe("no hierarchy is mounted");
    for (const name of CONTROLLERS)
      expect(found[`cgroup.${name}`]).toBe(`this host gives the runtime no ${name} cgroup controller`);
  });
});

describe("what limits are about", () => {
  const PAGES = { "/sys/kernel/mm/hugepages": ["hugepages-64kB", "hugepages-2048kB", "hugepages-1048576kB"] };

  it("huge pages by their sizes, RDMA devices by their names", () => {
    const directories = { ...PAGES, "/sys/class/infiniband": ["mlx5_1"] };
    const found = hardwareAbilities(fakeHost({ directories }), look(V1));
    expect(found).toEqual({
      hugepages: { reason: undefined, detail: { sizes: "64KB 2MB 1GB" } },
      rdma: { reason: undefined, detail: { devices: "mlx5_1" } },
    });
  });

  it("is not there", () => {
    expect(reasonsOf(hardwareAbilities(fakeHost(), look(V1)))).toEqual({
      hugepages: "this kernel has no huge pages (CONFIG_HUGETLBFS)",
      rdma: "this machine has no RDMA device",
    });
  });

  it("cannot be limited without the controller", () => {
    const found = hardwareAbilities(fakeHost({ directories: PAGES }), look({ ...V1, hierarchies: [] }));
    expect(found.hugepages?.reason).toBe("this host gives the runtime no hugetlb cgroup controller");
  });
});
