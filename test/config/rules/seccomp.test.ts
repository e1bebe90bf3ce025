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
});
