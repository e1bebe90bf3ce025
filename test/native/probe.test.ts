import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CLONE_FLAGS } from "../../src/native/clone-flags.ts";
import { SECCOMP_ACTIONS } from "../../src/native/seccomp.ts";
import { addon } from "./native.ts";

const [EINVAL, ENOENT, EFAULT, EOPNOTSUPP] = [22, 2, 14, 95];

const own = () => readdirSync("/proc/self/ns").map((name) => readlinkSync(`/proc/self/ns/${name}`));
const status = () => readFileSync("/proc/self/status", "utf8").match(/^(Seccomp|NoNewPrivs|Cap\w+|Uid):.*$/gm);

describe("probes", () => {
  it("make namespaces in a child alone", () => {
    const before = own();
    const flags = [CLONE_FLAGS.user, CLONE_FLAGS.mount, CLONE_FLAGS.network, CLONE_FLAGS.pid, CLONE_FLAGS.time];
    const errors = addon.probeUnshare(flags);
    expect(errors).toHaveLength(flags.length);
    expect(own()).toEqual(before);
    expect(readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").trim()).toBe("");
  });

  it("say what of it fails, and go on", () => {
    expect(addon.probeUnshare([0x1, 0])).toEqual([EINVAL, 0]);
    expect(addon.probeUnshare([])).toEqual([]);
  });

  it("ask for flags and actions of seccomp without a filter", () => {
    const before = status();
    expect([0, 1 << 1, 1 << 2].map((flags) => addon.probeSeccompFlags(flags))).toEqual([EFAULT, EFAULT, EFAULT]);
    expect(addon.probeSeccompFlags(1 << 30)).toBe(EINVAL);
    expect(Object.values(SECCOMP_ACTIONS).map((action) => addon.probeSeccompAction(action))).not.toContain(EOPNOTSUPP);
    expect(addon.probeSeccompAction(0x1234_0000)).toBe(EOPNOTSUPP);
    expect(status()).toEqual(before);
  });

  it("ask for memory policies without setting one", () => {
    expect(addon.probeMemoryPolicy(2)).toBe(0);
    expect(addon.probeMemoryPolicy(100)).toBe(EINVAL);
    // no policy is set: all memory goes by the default
    expect(readFileSync("/proc/self/numa_maps", "utf8")).not.toMatch(/ (bind|interleave|prefer)/);
  });

  it("ask for the owner of a namespace", () => {
    expect(addon.probeNamespaceOwner("/no/such/namespace")).toBe(ENOENT);
    expect(addon.probeNamespaceOwner("/proc/self/ns/net")).toBe(0);
  });

  it("know all calls that are needed, on a kernel that runs the tests", () => {
    expect(addon.probeCalls()).toEqual([]);
  });
});
