import { describe, expect, it } from "vitest";
import { idmapAbilities } from "../../../src/host/report/idmap.ts";
import { namespaceAbilities, withinNamespaces } from "../../../src/host/report/namespaces.ts";
import { CLONE_FLAGS } from "../../../src/native/clone-flags.ts";
import { type Facts, fakeHost, reasonsOf, refusing, UNPRIVILEGED } from "./fake.ts";

const [EPERM, EAGAIN, EINVAL, ENOSPC] = [1, 11, 22, 28];

const reasons = (facts: Facts) => reasonsOf(namespaceAbilities(fakeHost(facts)));

describe("namespaces", () => {
  it("are all there on a new host", () => {
    const found = namespaceAbilities(fakeHost());
    expect(Object.keys(found).sort()).toEqual(
      Object.keys(CLONE_FLAGS)
        .map((type) => `namespaces.${type}`)
        .sort(),
    );
    expect(reasonsOf(found)).toEqual({});
  });

  it("that the kernel lacks are named by its option", () => {
    expect(reasons({ kernel: refusing(EINVAL, "time") })).toEqual({
      "namespaces.time": "this kernel has no time namespaces (CONFIG_TIME_NS)",
    });
  });

  it("that a limit forbids are named with it", () => {
    const files = { "/proc/sys/user/max_net_namespaces": "0" };
    expect(reasons({ files, kernel: refusing(ENOSPC, "network") })).toEqual({
      "namespaces.network": "no more may be made: /proc/sys/user/max_net_namespaces is 0",
    });
  });

  it("are tried within a user namespace by an ordinary user, and without one there is none", () => {
    const asked: number[] = [];
    const probeUnshare = (flags: readonly number[]) => {
      asked.push(...flags);
      return flags.map(() => EPERM);
    };
    const files = { "/proc/sys/kernel/unprivileged_userns_clone": "0" };
    const found = reasons({ files, kernel: { ...UNPRIVILEGED, probeUnshare } });
    expect(asked[0]).toBe(CLONE_FLAGS.user);
    expect(found["namespaces.user"]).toBe("kernel.unprivileged_userns_clone is 0");
    expect(found["namespaces.pid"]).toMatch("an ordinary user needs a user namespace");
  });

  it("that AppArmor withholds from ordinary users", () => {
    const files = { "/proc/sys/kernel/apparmor_restrict_unprivileged_userns": "1" };
    const kernel = { ...UNPRIVILEGED, ...refusing(EPERM, "network") };
    expect(reasons({ files, kernel })["namespaces.network"]).toMatch("apparmor_restrict_unprivileged_userns is 1");
  });

  it("that something else forbids to root", () => {
    const files = { "/proc/sys/kernel/unprivileged_userns_clone": "0" };
    expect(reasons({ files, kernel: refusing(EPERM, "user") })).toEqual({
      "namespaces.user": "EPERM: forbidden to a chroot, by a seccomp filter or by a security module",
    });
  });

  it("are none where not even a child can be had", () => {
    const probeUnshare = () => {
      throw Object.assign(new Error("clone"), { errno: EAGAIN });
    };
    expect(reasons({ kernel: { probeUnshare } })["namespaces.uts"]).toBe("unshare: EAGAIN");
  });
});

describe("what needs a namespace", () => {
  const within = (facts: Facts) => {
    const host = fakeHost(facts);
    const namespaces = namespaceAbilities(host);
    return reasonsOf({ ...withinNamespaces(host, namespaces), ...idmapAbilities(host, namespaces) });
  };
  const programs = ["newuidmap", "newgidmap"];

  it("has its reason", () => {
    const found = within({ programs, kernel: refusing(EINVAL, "time", "network", "user") });
    expect(found).toEqual({
      timeOffsets: "this kernel has no time namespaces (CONFIG_TIME_NS)",
      netDevices: "this kernel has no network namespaces (CONFIG_NET_NS)",
      "mountExtensions.idmap": "this kernel has no user namespaces (CONFIG_USER_NS)",
    });
  });

  it("and a privilege is denied to ordinary users", () => {
    expect(within({ kernel: UNPRIVILEGED })).toEqual({
      netDevices: "moving a network device wants CAP_NET_ADMIN over the runtime's network namespace",
      "mountExtensions.idmap": "an ordinary user may not map the ids of a mount",
      newuidmap: "not installed (package uidmap): without it an ordinary user's container has a single id",
      newgidmap: "not installed (package uidmap): without it an ordinary user's container has a single id",
    });
  });

  it("and a privilege is worth nothing in a user namespace that owns neither", () => {
    const files = { "/proc/self/uid_map": "0 1000 1" };
    expect(within({ files, programs, kernel: { probeNamespaceOwner: () => EPERM } })).toEqual({
      netDevices:
        "moving a network device wants CAP_NET_ADMIN over the runtime's network namespace, which belongs to another user namespace",
      "mountExtensions.idmap": "the runtime is in a user namespace, and may map only what was mounted in it",
    });
  });

  it("needs the system call", () => {
    const found = within({ programs, kernel: { probeCalls: () => ["mount_setattr"] } });
    expect(found).toEqual({ "mountExtensions.idmap": "no system call mount_setattr" });
  });
});
