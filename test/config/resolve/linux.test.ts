import { describe, expect, it } from "vitest";
import { resolve } from "../../../src/config/resolve.ts";
import { type Changes, validSpec } from "../configs/change.ts";

const resolved = (changes: Changes) => resolve(validSpec(changes), { bundle: "/bundle" });

describe("resolve what is Linux's", () => {
  it("takes the root file system from the bundle", () => {
    expect(resolved({ "/root": { path: "a/../rootfs" } }).rootfs).toEqual({
      path: "/bundle/rootfs",
      readonly: false,
      from: "/root",
    });
    expect(resolved({ "/root": { path: "/abs/", readonly: true } }).rootfs).toEqual({
      path: "/abs",
      readonly: true,
      from: "/root",
    });
  });

  it("takes an empty namespace path for none", () => {
    const list = [{ type: "mount" }, { type: "uts", path: "" }, { type: "pid", path: "/proc/1/ns/pid" }];
    expect(resolved({ "/linux/namespaces": list }).namespaces).toEqual([
      { type: "mount", path: undefined, from: "/linux/namespaces/0" },
      { type: "uts", path: undefined, from: "/linux/namespaces/1" },
      { type: "pid", path: "/proc/1/ns/pid", from: "/linux/namespaces/2" },
    ]);
  });

  it("writes sysctls with dots between the components", () => {
    expect(
      resolved({ "/linux/sysctl": { "net/ipv4/conf/eth0.1/forwarding": "1", "kernel.shmmax": "2" } }).sysctl,
    ).toEqual([
      { key: "net.ipv4.conf.eth0/1.forwarding", value: "1", from: "/linux/sysctl/net~1ipv4~1conf~1eth0.1~1forwarding" },
      { key: "kernel.shmmax", value: "2", from: "/linux/sysctl/kernel.shmmax" },
    ]);
  });

  it.each([
    ["shared", { flag: 0x100000, recursive: false, from: "/linux/rootfsPropagation" }],
    ["rslave", { flag: 0x80000, recursive: true, from: "/linux/rootfsPropagation" }],
    ["", undefined],
    [undefined, undefined],
  ])("turns the propagation %j into a flag", (name, expected) => {
    expect(resolved({ "/linux/rootfsPropagation": name }).rootfsPropagation).toEqual(expected);
  });

  it("names the place of every masked and read-only path", () => {
    const { maskedPaths, readonlyPaths } = resolved({
      "/linux/maskedPaths": ["/a"],
      "/linux/readonlyPaths": ["/b", "/c"],
    });
    expect(maskedPaths).toEqual([{ path: "/a", from: "/linux/maskedPaths/0" }]);
    expect(readonlyPaths.map(({ from }) => from)).toEqual(["/linux/readonlyPaths/0", "/linux/readonlyPaths/1"]);
  });

  it("forgets a swappiness that asks for nothing, and keeps the rest exactly", () => {
    const limit = 9223372036854775807n;
    expect(resolved({ "/linux/resources/memory": { limit, swappiness: 2n ** 64n - 1n } }).resources.memory).toEqual({
      limit,
    });
    expect(resolved({ "/linux/resources/memory": { swappiness: 5 } }).resources.memory).toEqual({ swappiness: 5 });
    expect(resolved({ "/linux/resources": undefined }).resources).toEqual({});
  });

  it("takes an empty seccomp profile for none", () => {
    expect(resolved({ "/linux/seccomp": {} }).seccomp).toBeUndefined();
    const seccomp = { defaultAction: "SCMP_ACT_ALLOW", syscalls: [] };
    expect(resolved({ "/linux/seccomp": seccomp }).seccomp).toEqual(seccomp);
  });

  it("takes empty names for none", () => {
    const { hostname, domainname, cgroupsPath } = resolved({
      "/hostname": "",
      "/domainname": "",
      "/linux/cgroupsPath": "",
    });
    expect([hostname, domainname, cgroupsPath]).toEqual([undefined, undefined, undefined]);
  });

  it("is pure: the spec stays as it is", () => {
    const spec = validSpec({});
    const before = structuredClone(spec);
    resolve(spec, { bundle: "/bundle" });
    expect(spec).toEqual(before);
  });
});
