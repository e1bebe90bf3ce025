import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { cgroupMode, hierarchyOf } from "../../harness/cgroups.ts";
import { suite } from "../../harness/check.ts";
import { adapter, type Resources } from "./limits.ts";
import { withResources } from "./look.ts";

/** Controllers that some host lacks, and a limit that wants each. */
const WANTS: Readonly<Record<string, { readonly resources: Resources; readonly refuses: readonly string[] }>> = {
  hugetlb: {
    resources: { hugepageLimits: [{ pageSize: "2MB", limit: 4_194_304 }] },
    refuses: ["hugepageLimits/*/pageSize", "hugepageLimits/*/limit"],
  },
  net_cls: { resources: { network: { classID: 1 } }, refuses: ["network/classID"] },
  net_prio: {
    resources: { network: { priorities: [{ name: "lo", priority: 1 }] } },
    refuses: ["network/priorities/*/name", "network/priorities/*/priority"],
  },
  rdma: {
    resources: { rdma: { mlx5_0: { hcaHandles: 1, hcaObjects: 1 } } },
    refuses: ["rdma/*/hcaHandles", "rdma/*/hcaObjects"],
  },
};

/** Why this host lacks it, in the words that are expected. */
function why(controller: string): string {
  const row = readFileSync("/proc/cgroups", "latin1")
    .split("\n")
    .find((line) => line.startsWith(`${controller}\t`));
  if (row === undefined) return `this kernel has no ${controller} cgroup controller`;
  const unified =
    cgroupMode() === "hybrid" &&
    readFileSync("/sys/fs/cgroup/unified/cgroup.controllers", "latin1").trim().split(" ").includes(controller);
  if (unified)
    return `the ${controller} cgroup controller is in the v2 hierarchy, and containers here are in those of v1`;
  return `the ${controller} cgroup controller is mounted nowhere`;
}

suite("cgroup absent", (check) => {
  for (const [controller, { resources, refuses }] of Object.entries(WANTS)) {
    const fields = refuses.map((field) => `/linux/resources/${field}`);
    check(`${controller}: an error that says where it is`, { refuses: fields }, (scene) => {
      expect(hierarchyOf(controller)).toBeUndefined();
      const outcome = scene.refuses(withResources(resources), why(controller));
      expect(outcome.stderr).toMatch(/config\.json \/linux\/resources\/.*hint: /s);
    });
  }

  check("unified: an error on v1", { refuses: ["/linux/resources/unified/*"] }, (scene) => {
    scene.refuses(withResources({ unified: { "memory.high": "1" } }), "/linux/resources/unified");
    scene.inside(withResources({ unified: {} }));
  });

  check("rdma: a device that is not there is an error", (scene) => {
    expect(adapter()).not.toBe("nosuch0");
    scene.refuses(withResources({ rdma: { nosuch0: { hcaHandles: 1 } } }), /rdma\.max.*no such device|rdma\.max/s);
  });

  check("blkio: a device that is not there is an error", (scene) => {
    const throttles = [{ major: 4095, minor: 1_048_575, rate: 1 }];
    scene.refuses(withResources({ blockIO: { throttleReadBpsDevice: throttles } }), /4095:1048575/);
  });

  check("files: a size of huge pages cannot name another file", (scene) => {
    const hugepageLimits = [{ pageSize: "2MB.max/../../x", limit: 1 }];
    scene.refuses(withResources({ hugepageLimits }), /pageSize|hugetlb/);
  });
});
