import { describe, expect, it } from "vitest";
import { type Changes, CLEAN, outcome } from "../configs/change.ts";

const seccomp = (fields: object): Changes => ({ "/linux/seccomp": { defaultAction: "SCMP_ACT_ALLOW", ...fields } });
const rule = (fields: object) => seccomp({ syscalls: [{ names: ["read"], action: "SCMP_ACT_KILL", ...fields }] });

describe("seccomp", () => {
  it.each(["SCMP_ACT_ERRNO", "SCMP_ACT_TRACE"])("accepts an errno with %s", (action) => {
    expect(outcome(rule({ action, errnoRet: 38 }))).toEqual(CLEAN);
    expect(outcome(seccomp({ defaultAction: action, defaultErrnoRet: 38 }))).toEqual(CLEAN);
  });

  it.each([
    "SCMP_ACT_ALLOW",
    "SCMP_ACT_KILL",
    "SCMP_ACT_KILL_PROCESS",
    "SCMP_ACT_KILL_THREAD",
    "SCMP_ACT_LOG",
    "SCMP_ACT_TRAP",
  ])("refuses an errno with %s", (action) => {
    expect(outcome(rule({ action, errnoRet: 1 })).problems).toEqual([
      `/linux/seccomp/syscalls/0/errnoRet has no meaning for the action ${action}`,
    ]);
    expect(outcome(seccomp({ defaultAction: action, defaultErrnoRet: 1 })).problems).toEqual([
      `/linux/seccomp/defaultErrnoRet has no meaning for the action ${action}`,
    ]);
  });

  it("refuses rules without a default action, but takes an empty profile for none", () => {
    const rules = [{ names: ["read"], action: "SCMP_ACT_KILL" }];
    for (const action of ["", undefined]) {
      expect(outcome({ "/linux/seccomp": { defaultAction: action, syscalls: rules } }).problems).toEqual([
        "/linux/seccomp/defaultAction is required, but missing",
      ]);
      expect(outcome({ "/linux/seccomp": { defaultAction: action, syscalls: [] } })).toEqual(CLEAN);
    }
    expect(outcome({ "/linux/seccomp": {} })).toEqual(CLEAN);
    expect(outcome(rule({ action: "" })).problems).toEqual(["/linux/seccomp/syscalls/0/action must not be empty"]);
  });

  it("refuses a rule without names", () => {
    expect(outcome(rule({ names: [] })).problems).toEqual(["/linux/seccomp/syscalls/0/names names no system call"]);
    expect(outcome(rule({ names: ["read", ""] })).problems).toEqual([
      "/linux/seccomp/syscalls/0/names/1 must not be empty",
    ]);
  });

  it("accepts names that no kernel knows, as profiles name newer calls", () => {
    expect(outcome(rule({ names: ["not_yet_there"] }))).toEqual(CLEAN);
  });

  it("accepts arguments of 64 bits and the flags", () => {
    const args = [
      { index: 5, value: 18446744073709551615n, valueTwo: 18446744073709551614n, op: "SCMP_CMP_MASKED_EQ" },
    ];
    expect(outcome(rule({ args }))).toEqual(CLEAN);
    const flags = ["SECCOMP_FILTER_FLAG_TSYNC", "SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW"];
    expect(outcome(seccomp({ flags, architectures: ["SCMP_ARCH_RISCV64", "SCMP_ARCH_LOONGARCH64"] }))).toEqual(CLEAN);
  });

  describe("notifications", () => {
    const NOTIFIED = { syscalls: [{ names: ["mknod"], action: "SCMP_ACT_NOTIFY" }] };
    const flags = ["SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"];

    it("go to listenerPath, with metadata and a flag of their own", () => {
      const listener = { listenerPath: "/run/agent", listenerMetadata: "x", flags };
      expect(outcome(seccomp({ ...NOTIFIED, ...listener }))).toEqual(CLEAN);
      expect(outcome(seccomp({ defaultAction: "SCMP_ACT_NOTIFY", ...listener }))).toEqual(CLEAN);
    });

    it("want it", () => {
      const missing = ["/linux/seccomp/listenerPath is required with the action SCMP_ACT_NOTIFY, but missing"];
      expect(outcome(seccomp(NOTIFIED)).problems).toEqual(missing);
      expect(outcome(seccomp({ ...NOTIFIED, listenerPath: "" })).problems).toEqual(missing);
      expect(outcome(seccomp({ defaultAction: "SCMP_ACT_NOTIFY" })).problems).toEqual(missing);
    });

    it("are what the metadata and the flag are for", () => {
      expect(outcome(seccomp({ listenerMetadata: "x" })).problems).toEqual([
        "/linux/seccomp/listenerMetadata must not be there without listenerPath",
      ]);
      expect(outcome(seccomp({ listenerMetadata: "" }))).toEqual(CLEAN);
      expect(outcome(seccomp({ flags })).problems).toEqual([
        "/linux/seccomp/flags/1 is for notifications, and no action is SCMP_ACT_NOTIFY",
      ]);
    });

    it("are not there: the path has no effect", () => {
      expect(outcome(seccomp({ listenerPath: "/run/agent" }))).toEqual({
        problems: [],
        warnings: ["/linux/seccomp/listenerPath has no effect: no action is SCMP_ACT_NOTIFY"],
      });
    });

    it("are not concluded from what the schema refused", () => {
      expect(outcome(seccomp({ ...NOTIFIED, listenerPath: 1 })).problems).toHaveLength(1);
      expect(outcome(seccomp({ syscalls: [{ names: ["a"], action: "X" }], flags })).problems).toHaveLength(1);
    });
  });
});
