import { describe, expect, it } from "vitest";
import { absentControllers, kernelControllers, reason } from "../../../src/host/cgroup/absent.ts";

const TABLE = `#subsys_name\thierarchy\tnum_cgroups\tenabled
cpuset\t3\t1\t1
memory\t0\t14\t0
hugetlb\t0\t1\t1
blkio\t0\t1\t1
`;

describe("reason", () => {
  const known = kernelControllers(TABLE);
  const why = (name: string, mode: "v1" | "v2" | "hybrid", unified: readonly string[] = []): string =>
    reason(name, { known, unified, mode });

  it("is the kernel's, its command line's or the mounts'", () => {
    expect(why("rdma", "v1")).toBe("kernel");
    expect(why("memory", "v1")).toBe("disabled");
    expect(why("hugetlb", "v1")).toBe("unmounted");
    expect(why("hugetlb", "v2")).toBe("undelegated");
    expect(why("cpuset", "v2")).toBe("elsewhere");
  });

  it("may be that the other hierarchy of a hybrid host has it", () => {
    expect(why("hugetlb", "hybrid", ["hugetlb"])).toBe("unified");
    expect(why("blkio", "hybrid", ["io"])).toBe("unified");
    expect(why("blkio", "hybrid", ["hugetlb"])).toBe("unmounted");
  });
});

describe("absentControllers", () => {
  it("looks at nothing where all are offered", () => {
    const facts = { mode: "v2", hierarchies: [], v2Controllers: ["memory", "io"] } as const;
    expect(absentControllers(["memory", "blkio"], facts)).toEqual({});
  });

  it("takes any name", () => {
    const facts = { mode: "v2", hierarchies: [], v2Controllers: [] } as const;
    expect({ ...absentControllers(["__proto__x", "constructor"], facts) }).toEqual({
      __proto__x: "kernel",
      constructor: "kernel",
    });
    expect(Object.keys(absentControllers(["__proto__"], facts))).toEqual(["__proto__"]);
  });
});
