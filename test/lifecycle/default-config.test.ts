import { describe, expect, it } from "vitest";
import { defaultConfig } from "../../src/lifecycle/default-config.ts";

describe("defaultConfig", () => {
  it("isolates in every namespace but user and time", () => {
    const types = defaultConfig(undefined).linux?.namespaces?.map(({ type }) => type);
    expect(types).toEqual(["pid", "network", "ipc", "uts", "mount", "cgroup"]);
  });

  it("asks without privilege only for what an ordinary user may have", () => {
    const { linux, mounts } = defaultConfig({ uid: 1000, gid: 100 });
    expect(linux?.uidMappings).toEqual([{ containerID: 0, hostID: 1000, size: 1 }]);
    expect(linux?.gidMappings).toEqual([{ containerID: 0, hostID: 100, size: 1 }]);
    expect(linux?.resources).toBeUndefined();
    expect(linux?.namespaces?.map(({ type }) => type)).not.toContain("network");
    expect(mounts?.find(({ destination }) => destination === "/sys")?.options).toContain("rbind");
    expect(mounts?.find(({ destination }) => destination === "/dev/pts")?.options).not.toContain("gid=5");
  });

  it("has no ambient or inheritable capabilities (CVE-2022-29162)", () => {
    expect(Object.keys(defaultConfig(undefined).process?.capabilities ?? {})).toEqual([
      "bounding",
      "effective",
      "permitted",
    ]);
  });
});
