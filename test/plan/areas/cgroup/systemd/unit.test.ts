import { describe, expect, it } from "vitest";
import { expandSlice, type Unit, unitOf } from "../../../../../src/plan/areas/cgroup/systemd/unit.ts";
import type { Facts } from "../../../../../src/plan/facts.ts";
import { HYBRID, ORDINARY, REQUEST, USER_SYSTEMD, V2, withSystemd } from "../../../fixtures/facts.ts";

function unit(path: string | undefined, facts: Facts = withSystemd(V2), id = "web"): Unit | undefined {
  return unitOf(path, facts, { ...REQUEST, id, cgroupDriver: "systemd" });
}

describe("unitOf", () => {
  it("is none under the cgroupfs driver", () => {
    expect(unitOf("a.slice:b:c", withSystemd(V2), REQUEST)).toBeUndefined();
  });

  it("is a scope by slice, prefix and name", () => {
    expect(unit("fleet-ship.slice:cri-containerd:0123abc")).toEqual({
      manager: "system",
      name: "cri-containerd-0123abc.scope",
      kind: "scope",
      slice: "fleet-ship.slice",
      container: "0123abc",
      path: "/fleet.slice/fleet-ship.slice/cri-containerd-0123abc.scope",
    });
  });

  it.each([
    [undefined, "caisson-web.scope", "/system.slice/caisson-web.scope"],
    ["", "caisson-web.scope", "/system.slice/caisson-web.scope"],
    [":docker:abc", "docker-abc.scope", "/system.slice/docker-abc.scope"],
    ["-.slice:docker:abc", "docker-abc.scope", "/docker-abc.scope"],
    // systemd puts an underscore before what the kernel could have a file for
    ["memory.slice:cgroup.x:abc", "cgroup.x-abc.scope", "/_memory.slice/_cgroup.x-abc.scope"],
    ["system.slice:_p:abc", "_p-abc.scope", "/system.slice/__p-abc.scope"],
    ["machine.slice::machine-web.slice", "machine-web.slice", "/machine.slice/machine-web.slice"],
  ])("%s is %s", (path, name, cgroup) => {
    expect(unit(path)).toMatchObject({ name, path: cgroup });
  });

  it("escapes the one character of an id that a unit's name cannot have", () => {
    expect(unit(undefined, withSystemd(V2), "a+b")?.name).toBe("caisson-a\\x2bb.scope");
  });

  it("is below the user's own instance", () => {
    expect(unit(undefined, USER_SYSTEMD)).toMatchObject({
      manager: "user",
      slice: "user.slice",
      path: "/user.slice/user-1000.slice/user@1000.service/user.slice/caisson-web.scope",
    });
  });

  it.each([
    ["/fleet/ship", 'expected cgroupsPath to be of format "slice:prefix:name" for systemd cgroups'],
    ["a.slice:b", "expected cgroupsPath to be of format"],
    ["a.slice:b:c:d", "expected cgroupsPath to be of format"],
    ["a:b:c", 'invalid slice name: "a"'],
    [".slice:b:c", 'invalid slice name: ".slice"'],
    ["a--b.slice:b:c", "invalid slice name"],
    ["-a.slice:b:c", "invalid slice name"],
    ["../a.slice:b:c", "invalid slice name"],
    ["a.slice:../..:c", "is no name of a systemd unit"],
    ["a.slice:b:c/d", "is no name of a systemd unit"],
    ["a.slice:b:c\n", "is no name of a systemd unit"],
    ["a.slice:b:c@d", "is no name of a systemd unit"],
    ["a.slice::../b.slice", "is no name of a systemd unit"],
    [`a.slice:b:${"c".repeat(300)}`, "is no name of a systemd unit"],
  ])("refuses %s", (path, message) => {
    expect(() => unit(path)).toThrow(message);
    expect(() => unit(path)).toThrow(expect.objectContaining({ code: "CONFIG_INVALID", from: "/linux/cgroupsPath" }));
  });

  it("says where there is no systemd, and where a user's cannot do it", () => {
    expect(() => unit(undefined, HYBRID)).toThrow(
      "systemd not running on this host, cannot use systemd cgroups manager",
    );
    const user = withSystemd(ORDINARY, { manager: "user" });
    expect(() => unit(undefined, user)).toThrow("a user's systemd delegates no cgroup v1");
  });
});

describe("expandSlice", () => {
  it("is a path through every slice that the name names", () => {
    expect(expandSlice("a.slice")).toBe("/a.slice");
    expect(expandSlice("a-b-c.slice")).toBe("/a.slice/a-b.slice/a-b-c.slice");
    expect(expandSlice("-.slice")).toBe("");
  });
});
