import { describe, expect, it } from "vitest";
import { checkpointAbilities } from "../../../src/host/report/checkpoint.ts";
import { resctrlAbilities } from "../../../src/host/report/resctrl.ts";
import { securityModuleAbilities } from "../../../src/host/report/security-modules.ts";
import { type Facts, fakeHost, reasonsOf, UNPRIVILEGED } from "./fake.ts";

describe("security modules", () => {
  const reasons = (facts: Facts) => reasonsOf(securityModuleAbilities(fakeHost(facts)));
  const ENABLED = "/sys/module/apparmor/parameters/enabled";

  it("are active", () => {
    const directories = { "/sys/fs/selinux": ["access", "enforce"] };
    expect(reasons({ files: { [ENABLED]: "Y" }, directories })).toEqual({});
  });

  it("are not in the kernel", () => {
    expect(reasons({ files: { "/proc/filesystems": "nodev\tproc" } })).toEqual({
      apparmor: "this kernel has no AppArmor (CONFIG_SECURITY_APPARMOR), as far as /sys shows",
      selinux: "SELinux is not active: this kernel lacks it (CONFIG_SECURITY_SELINUX), or boot with security=selinux",
    });
  });

  it("are in the kernel, but not in use", () => {
    expect(reasons({ files: { [ENABLED]: "N", "/proc/filesystems": "nodev\tselinuxfs" } })).toEqual({
      apparmor: "AppArmor is not active: boot with security=apparmor",
      selinux: "SELinux is active, but no selinuxfs is mounted at /sys/fs/selinux",
    });
  });
});

describe("resctrl", () => {
  const MOUNTED = { "/proc/self/mountinfo": "30 20 0:30 / /sys/fs/resctrl rw - resctrl resctrl rw" };
  const INFO = "/sys/fs/resctrl/info";

  it("is mounted, with what it controls and monitors", () => {
    const directories = { [INFO]: ["L3", "L3_MON", "MB", "last_cmd_status"] };
    expect(resctrlAbilities(fakeHost({ files: MOUNTED, directories }))).toEqual({
      intelRdt: { reason: undefined, detail: { mount: "/sys/fs/resctrl", resources: "L3 L3_MON MB" } },
      "intelRdt.monitoring": { reason: undefined },
    });
  });

  it("monitors nothing, or may not be written", () => {
    const directories = { [INFO]: ["L3"] };
    const reasons = (facts: Facts) => reasonsOf(resctrlAbilities(fakeHost({ files: MOUNTED, directories, ...facts })));
    expect(reasons({})).toEqual({ "intelRdt.monitoring": "this processor monitors nothing" });
    expect(reasons({ readOnly: { "/sys/fs/resctrl": "EACCES" } }).intelRdt).toBe(
      "no group may be made in /sys/fs/resctrl (EACCES)",
    );
  });

  it("is not mounted, or not to be had", () => {
    const reason = (filesystems: string) => {
      return resctrlAbilities(fakeHost({ files: { "/proc/filesystems": filesystems } })).intelRdt?.reason;
    };
    expect(reason("nodev\tresctrl\n")).toMatch(/^resctrl is mounted nowhere: mount -t resctrl/);
    expect(reason("nodev\tproc\n")).toMatch("this processor cannot do it");
  });
});

describe("checkpoints", () => {
  it("want CRIU, and root", () => {
    const found = () => "/usr/sbin/criu";
    const missing = () => {
      throw new Error("criu: executable file not found in $PATH");
    };
    expect(checkpointAbilities(fakeHost(), found)).toEqual({ checkpoint: { detail: { criu: "/usr/sbin/criu" } } });
    expect(checkpointAbilities(fakeHost(), missing)).toEqual({
      checkpoint: { reason: "criu: executable file not found in $PATH" },
    });
    const unprivileged = fakeHost({ kernel: UNPRIVILEGED });
    expect(checkpointAbilities(unprivileged, found)).toEqual({ checkpoint: { reason: "CRIU wants root" } });
  });
});
