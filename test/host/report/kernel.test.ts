import { describe, expect, it } from "vitest";
import { capabilityAbilities } from "../../../src/host/report/capabilities.ts";
import { kernelAbilities } from "../../../src/host/report/kernel.ts";
import { memoryPolicyAbilities } from "../../../src/host/report/memory-policy.ts";
import { seccompAbilities } from "../../../src/host/report/seccomp.ts";
import { MEMORY_POLICY_FLAGS, MEMORY_POLICY_MODES } from "../../../src/native/memory-policy.ts";
import { SECCOMP_ACTIONS, SECCOMP_FLAGS, SECCOMP_NEW_LISTENER } from "../../../src/native/seccomp.ts";
import { type Facts, fakeHost, reasonsOf, UNPRIVILEGED } from "./fake.ts";

const [EPERM, EFAULT, EINVAL, ENOSYS, EOPNOTSUPP] = [1, 14, 22, 38, 95];

describe("the kernel", () => {
  const release = (text: string) => kernelAbilities(fakeHost({ files: { "/proc/sys/kernel/osrelease": text } })).kernel;

  it("is new enough from 5.12 on", () => {
    expect(release("5.12.0-rc1")?.reason).toBeUndefined();
    expect(release("6.1.0-37-amd64")).toEqual({ reason: undefined, detail: { release: "6.1.0-37-amd64" } });
    expect(release("5.10.0-9")?.reason).toBe("Linux 5.10.0-9 is older than Linux 5.12");
    expect(release("4.19.1")?.reason).toBe("Linux 4.19.1 is older than Linux 5.12");
  });

  it("is not old because its version cannot be read", () => {
    expect(release("odd")?.reason).toBeUndefined();
  });

  it("has the calls, unless a filter hides them", () => {
    const { kernel } = kernelAbilities(fakeHost({ kernel: { probeCalls: () => ["fsopen", "openat2"] } }));
    expect(kernel?.reason).toMatch(/^no system call fsopen, openat2: .*seccomp filter/);
  });
});

describe("capabilities", () => {
  const status = "CapBnd:\t000001fffeffffff\n";

  it("are as the bounding set has them", () => {
    expect(reasonsOf(capabilityAbilities(fakeHost()))).toEqual({});
    expect(reasonsOf(capabilityAbilities(fakeHost({ files: { "/proc/self/status": status } })))).toEqual({
      capabilities: "the runtime's bounding set lacks CAP_SYS_RESOURCE",
    });
  });

  it("are all there in a user namespace of an ordinary user's own", () => {
    const host = fakeHost({ files: { "/proc/self/status": status }, kernel: UNPRIVILEGED });
    expect(reasonsOf(capabilityAbilities(host))).toEqual({});
  });
});

describe("seccomp", () => {
  const reasons = (kernel: Facts["kernel"]) => reasonsOf(seccompAbilities(fakeHost({ kernel: kernel ?? {} })));
  const names = [
    "seccomp",
    ...[...Object.keys(SECCOMP_ACTIONS), ...Object.keys(SECCOMP_FLAGS)].map((n) => `seccomp.${n}`),
  ];

  it("has every action and flag", () => {
    expect(Object.keys(seccompAbilities(fakeHost())).sort()).toEqual(names.sort());
    expect(reasons({})).toEqual({});
  });

  it("lacks what the kernel does not know; the flag of notifications is asked for with them", () => {
    const killable = SECCOMP_FLAGS.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV | SECCOMP_NEW_LISTENER;
    const probeSeccompFlags = (flags: number) => (flags === killable ? EINVAL : EFAULT);
    const probeSeccompAction = (action: number) => (action === SECCOMP_ACTIONS.SCMP_ACT_NOTIFY ? EOPNOTSUPP : 0);
    expect(reasons({ probeSeccompFlags, probeSeccompAction })).toEqual({
      "seccomp.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV": "this kernel does not know it",
      "seccomp.SCMP_ACT_NOTIFY": "this kernel does not know it",
    });
  });

  it.each([
    [EINVAL, "this kernel has no seccomp filters (CONFIG_SECCOMP_FILTER)"],
    [ENOSYS, "this kernel has no seccomp filters (CONFIG_SECCOMP_FILTER)"],
    [EPERM, "EPERM: forbidden by a filter around the runtime"],
  ])("is not there at all with errno %i", (errno, reason) => {
    const refused = { probeSeccompFlags: () => errno, probeSeccompAction: () => errno };
    expect(reasons(refused)).toEqual(Object.fromEntries(names.map((name) => [name, reason])));
  });
});

describe("memory policies", () => {
  const reasons = (probe: (mode: number) => number) => {
    return reasonsOf(memoryPolicyAbilities(fakeHost({ kernel: { probeMemoryPolicy: probe } })));
  };
  const names = [...Object.keys(MEMORY_POLICY_MODES), ...Object.keys(MEMORY_POLICY_FLAGS)];

  it("are named by mode and flag, with the version that brought what is missing", () => {
    expect(reasons(() => 0)).toEqual({});
    expect(reasons((mode) => (mode === 6 ? EINVAL : 0))).toEqual({
      "memoryPolicy.MPOL_WEIGHTED_INTERLEAVE": "this kernel does not know it; it came with Linux 6.9",
    });
  });

  it("are asked for flags with a mode that takes each", () => {
    const asked: number[] = [];
    reasons((mode) => {
      asked.push(mode);
      return 0;
    });
    expect(asked.slice(-3)).toEqual(Object.values(MEMORY_POLICY_FLAGS).map((flag) => flag | 2));
  });

  it("are none without NUMA, or where they are forbidden", () => {
    const all = (reason: string) => Object.fromEntries(names.map((name) => [`memoryPolicy.${name}`, reason]));
    expect(reasons(() => ENOSYS)).toEqual(all("this kernel knows no memory nodes (CONFIG_NUMA)"));
    expect(reasons(() => EPERM)).toEqual(all("EPERM: forbidden by a seccomp filter around the runtime"));
  });
});
