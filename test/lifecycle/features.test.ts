import { describe, expect, it } from "vitest";
import { features } from "../../src/lifecycle/features.ts";
import type { Runtime } from "../../src/lifecycle/runtime.ts";

/** An addon whose libseccomp knows two architectures. */
const runtime = {
  addon: {
    libseccompVersion: () => "2.5.4",
    compileSeccomp: (profile: string) => {
      if (/SCMP_ARCH_(X86_64|AARCH64)/.test(profile)) return { program: new Uint8Array(), unknown: [] };
      throw new Error("unknown architecture");
    },
  },
} as unknown as Runtime;

describe("features", () => {
  const found = features(runtime);

  it("names the mount options", () => {
    expect(found.mountOptions).toEqual(expect.arrayContaining(["bind", "nosymfollow", "ro", "rslave", "tmpcopyup"]));
    expect(found.mountOptions).toEqual(expect.arrayContaining(["idmap", "iversion", "ridmap", "rnosymfollow", "rro"]));
    expect(found.linux.mountExtensions.idmap).toEqual({ enabled: true });
  });

  it("asks libseccomp for its architectures", () => {
    expect(found.linux.seccomp.archs).toEqual(["SCMP_ARCH_AARCH64", "SCMP_ARCH_X86_64"]);
  });

  it("names actions by their names", () => {
    for (const action of found.linux.seccomp.actions) expect(action).toMatch(/^SCMP_ACT_[A-Z_]+$/);
  });

  it("is JSON as the spec has it", () => {
    expect(JSON.parse(JSON.stringify(found))).toMatchObject({
      ociVersionMin: "1.0.0",
      ociVersionMax: "1.3.0",
      linux: { cgroup: { v1: true, v2: true, systemd: false }, apparmor: { enabled: true } },
    });
  });
});
