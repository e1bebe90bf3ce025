import { describe, expect, it } from "vitest";
import { criuConfigFile } from "../../../src/lifecycle/criu-config-file.ts";
import { document } from "../../../src/lifecycle/features/features.ts";
import type { Addon } from "../../../src/native/addon.ts";
import { planOf } from "../../plan/fixtures/build.ts";
import { demo, resolved } from "../../plan/fixtures/specs.ts";

/** An addon whose libseccomp knows two architectures. */
const addon = {
  libseccompVersion: () => "2.5.4",
  compileSeccomp: (profile: string) => {
    if (/SCMP_ARCH_(X86_64|AARCH64)/.test(profile)) return { program: new Uint8Array(), unknown: [] };
    throw new Error("unknown architecture");
  },
} as unknown as Addon;

const LOG = "SECCOMP_FILTER_FLAG_LOG";

describe("features", () => {
  const found = document(addon, {
    apparmor: { reason: "there is none" },
    cgroup: { detail: { mode: "v2" } },
    [`seccomp.${LOG}`]: { reason: "this kernel does not know it" },
  });

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

  it("says of seccomp flags which are known, and which of them the kernel has", () => {
    expect(found.linux.seccomp.knownFlags).toContain(LOG);
    expect(found.linux.seccomp.supportedFlags).toEqual(found.linux.seccomp.knownFlags.filter((flag) => flag !== LOG));
  });

  it("says of the build alone what the spec wants said of the build, whatever the host", () => {
    expect(found.linux.apparmor).toEqual({ enabled: true });
    expect(found.linux.cgroup).toMatchObject({ v1: true, v2: true, systemd: true, systemdUser: true });
  });

  it("tells the host's abilities in annotations, with reasons and details", () => {
    expect(found.annotations).toMatchObject({
      "io.github.caisson.version": "0.0.0",
      "io.github.caisson.commit": "unknown",
      "io.github.seccomp.libseccomp.version": "2.5.4",
      "io.github.caisson.host.apparmor.available": "false",
      "io.github.caisson.host.apparmor.reason": "there is none",
      "io.github.caisson.host.cgroup.available": "true",
      "io.github.caisson.host.cgroup.mode": "v2",
    });
    expect(found.annotations).not.toHaveProperty(["io.github.caisson.host.cgroup.reason"]);
    for (const value of Object.values(found.annotations)) expect(value).toBeTypeOf("string");
  });

  it("is JSON as the spec has it", () => {
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
    expect(found).toMatchObject({ ociVersionMin: "1.0.0", ociVersionMax: "1.3.0" });
  });
});

describe("potentiallyUnsafeConfigAnnotations", () => {
  const unsafe = document(addon, {}).potentiallyUnsafeConfigAnnotations;

  it("names the annotation that CRIU's configuration file comes from, and those of systemd's units", () => {
    expect(unsafe).toEqual(["org.criu.config", "org.systemd.property."]);
    const spec = { ...resolved(demo()), annotations: { "org.criu.config": "/srv/criu.conf" } };
    expect(criuConfigFile(spec)).toBe("/srv/criu.conf");
  });

  it("names no other: under cgroupfs a plan is the same with those that other runtimes heed", () => {
    const annotations = Object.fromEntries(
      [
        "org.systemd.property.TimeoutStopUSec",
        "run.oci.delegate-cgroup",
        "run.oci.handler",
        "run.oci.hooks.stdout",
        "run.oci.keep_original_groups",
        "run.oci.mount_context_type",
        "run.oci.seccomp_fail_unknown_syscall",
        "run.oci.systemd.subgroup",
      ].map((key) => [key, "1"]),
    );
    expect(planOf({ ...demo(), annotations })).toEqual(planOf(demo()));
  });
});
