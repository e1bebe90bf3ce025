import { describe, expect, it } from "vitest";
import { hierarchiesOf, modeOf } from "../../../src/host/cgroup/facts.ts";

const HYBRID_SELF = "5:cpu,cpuacct:/build\n4:memory:/jobs/a:b\n1:name=systemd:/\n0::/user.slice\n";
const HYBRID_MOUNTS = [
  "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755",
  "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:3 - cgroup cgroup rw,cpu,cpuacct",
  "33 31 0:30 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory",
  "34 31 0:30 / /mnt/memory-again rw - cgroup cgroup rw,memory",
  "40 31 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd",
  "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw",
].join("\n");

describe("hierarchiesOf", () => {
  it("finds every hierarchy of a hybrid host once, with the runtime's own cgroup", () => {
    const found = hierarchiesOf(HYBRID_SELF, HYBRID_MOUNTS);
    expect(found).toEqual([
      { controllers: ["cpu", "cpuacct"], mount: "/sys/fs/cgroup/cpu,cpuacct", self: "/build" },
      { controllers: ["memory"], mount: "/sys/fs/cgroup/memory", self: "/jobs/a:b" },
      { controllers: ["name=systemd"], mount: "/sys/fs/cgroup/systemd", self: "/" },
      { controllers: [], mount: "/sys/fs/cgroup/unified", self: "/user.slice" },
    ]);
    expect(modeOf(found)).toBe("hybrid");
  });

  it("takes the path below a mount that shows a part of the hierarchy", () => {
    const mounts = "50 1 0:40 /docker/abc /sys/fs/cgroup rw - cgroup2 cgroup rw";
    const found = hierarchiesOf("0::/docker/abc/child\n", mounts);
    expect(found).toEqual([{ controllers: [], mount: "/sys/fs/cgroup", self: "/child" }]);
    expect(modeOf(found)).toBe("v2");
  });

  it("names a host without cgroups", () => {
    expect(modeOf(hierarchiesOf("", ""))).toBe("none");
  });
});
