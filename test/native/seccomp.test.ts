import { describe, expect, it } from "vitest";
import { ARCH_I386, ARCH_X86_64, runFilter } from "./bpf.ts";
import { addon } from "./native.ts";

const ALLOW = 0x7fff0000;
const KILL_THREAD = 0;
const KILL_PROCESS = 0x80000000;
const TRAP = 0x00030000;
const TRACE = 0x7ff00000;
const LOG = 0x7ffc0000;
const NOTIFY = 0x7fc00000;
/** Numbers of the x32 ABI have this bit. */
const X32 = 0x40000000;
const errno = (value: number) => 0x00050000 | value;

/** Numbers of x86-64. */
const NR = { read: 0, write: 1, mmap: 9, ioctl: 16, getpid: 39, socket: 41, kill: 62, personality: 135, reboot: 169 };

interface Rule {
  names: string[];
  action: string;
  errnoRet?: number;
  args?: { index: number; value: string; valueTwo?: string; op: string }[];
}

function compile(
  syscalls: Rule[],
  options: { defaultAction?: string; defaultErrnoRet?: number; architectures?: string[] } = {},
) {
  const profile = { defaultAction: "SCMP_ACT_ALLOW", architectures: ["SCMP_ARCH_X86_64"], ...options, syscalls };
  return addon.compileSeccomp(JSON.stringify(profile));
}

function verdict(program: Uint8Array, nr: number, ...args: bigint[]): number {
  return runFilter(program, { arch: ARCH_X86_64, nr, args });
}

describe.skipIf(process.arch !== "x64")("compileSeccomp", () => {
  it("gives whole instructions, and as many as the kernel takes", () => {
    const { program } = compile([{ names: ["reboot"], action: "SCMP_ACT_ERRNO" }]);
    expect(program.length % 8).toBe(0);
    expect(program.length / 8).toBeLessThanOrEqual(4096);
  });

  it("knows every action", () => {
    const actions: [string, number][] = [
      ["SCMP_ACT_KILL", KILL_THREAD],
      ["SCMP_ACT_KILL_THREAD", KILL_THREAD],
      ["SCMP_ACT_KILL_PROCESS", KILL_PROCESS],
      ["SCMP_ACT_TRAP", TRAP],
      ["SCMP_ACT_LOG", LOG],
      ["SCMP_ACT_ERRNO", errno(1)],
      ["SCMP_ACT_TRACE", TRACE | 1],
      ["SCMP_ACT_NOTIFY", NOTIFY],
    ];
    for (const [action, expected] of actions) {
      const { program } = compile([{ names: ["reboot"], action }]);
      expect(verdict(program, NR.reboot) >>> 0, action).toBe(expected >>> 0);
      expect(verdict(program, NR.read), action).toBe(ALLOW);
    }
  });

  it("takes errnoRet and defaultErrnoRet", () => {
    const rules = [
      { names: ["read"], action: "SCMP_ACT_ALLOW" },
      { names: ["reboot"], action: "SCMP_ACT_ERRNO", errnoRet: 99 },
    ];
    const { program } = compile(rules, { defaultAction: "SCMP_ACT_ERRNO", defaultErrnoRet: 38 });
    expect(verdict(program, NR.read)).toBe(ALLOW);
    expect(verdict(program, NR.reboot)).toBe(errno(99));
    expect(verdict(program, NR.getpid)).toBe(errno(38));
  });

  it("refuses an errno that 16 bits do not hold", () => {
    expect(() => compile([{ names: ["reboot"], action: "SCMP_ACT_ERRNO", errnoRet: 65536 }])).toThrow(/out of range/);
  });

  it("compares 64-bit arguments exactly", () => {
    const big = 2n ** 53n + 1n;
    const args = [{ index: 1, value: String(big), op: "SCMP_CMP_EQ" }];
    const { program } = compile([{ names: ["ioctl"], action: "SCMP_ACT_ERRNO", args }]);
    expect(verdict(program, NR.ioctl, 0n, big)).toBe(errno(1));
    expect(verdict(program, NR.ioctl, 0n, big - 1n)).toBe(ALLOW);
    expect(verdict(program, NR.ioctl, 0n, big & 0xffffffffn)).toBe(ALLOW);
  });

  it("has every operator", () => {
    const cases: [string, bigint[], bigint[]][] = [
      ["SCMP_CMP_NE", [4n, 6n], [5n]],
      ["SCMP_CMP_LT", [4n], [5n, 6n]],
      ["SCMP_CMP_LE", [4n, 5n], [6n]],
      ["SCMP_CMP_EQ", [5n], [4n, 6n, 5n + 2n ** 32n]],
      ["SCMP_CMP_GE", [5n, 6n, 2n ** 32n], [4n]],
      ["SCMP_CMP_GT", [6n, 2n ** 32n], [5n]],
    ];
    for (const [op, hits, misses] of cases) {
      const { program } = compile([
        { names: ["kill"], action: "SCMP_ACT_ERRNO", args: [{ index: 0, value: "5", op }] },
      ]);
      for (const value of hits) expect(verdict(program, NR.kill, value), `${value} ${op} 5`).toBe(errno(1));
      for (const value of misses) expect(verdict(program, NR.kill, value), `${value} ${op} 5`).toBe(ALLOW);
    }
  });

  it("masks by value and compares with valueTwo", () => {
    const args = [{ index: 2, value: "240", valueTwo: "32", op: "SCMP_CMP_MASKED_EQ" }];
    const { program } = compile([{ names: ["mmap"], action: "SCMP_ACT_ERRNO", args }]);
    expect(verdict(program, NR.mmap, 0n, 0n, 0x2fn)).toBe(errno(1));
    expect(verdict(program, NR.mmap, 0n, 0n, 0x3fn)).toBe(ALLOW);
  });

  it("wants all comparisons of different arguments, and any of those of one argument", () => {
    const both = [
      { index: 0, value: "2", op: "SCMP_CMP_EQ" },
      { index: 1, value: "3", op: "SCMP_CMP_EQ" },
    ];
    const all = compile([{ names: ["socket"], action: "SCMP_ACT_ERRNO", args: both }]).program;
    expect(verdict(all, NR.socket, 2n, 3n)).toBe(errno(1));
    expect(verdict(all, NR.socket, 2n, 4n)).toBe(ALLOW);
    const either = [
      { index: 0, value: "0", op: "SCMP_CMP_EQ" },
      { index: 0, value: "8", op: "SCMP_CMP_EQ" },
    ];
    const any = compile([{ names: ["personality"], action: "SCMP_ACT_ALLOW", args: either }], {
      defaultAction: "SCMP_ACT_ERRNO",
    }).program;
    expect([0n, 8n, 9n].map((value) => verdict(any, NR.personality, value))).toEqual([ALLOW, ALLOW, errno(1)]);
  });

  it("skips rules that say what the default says, and takes a rule twice", () => {
    const { program } = compile([
      { names: ["read"], action: "SCMP_ACT_ALLOW" },
      { names: ["reboot", "reboot"], action: "SCMP_ACT_ERRNO" },
      { names: ["reboot"], action: "SCMP_ACT_ERRNO" },
    ]);
    expect(verdict(program, NR.reboot)).toBe(errno(1));
  });

  it("filters every architecture of the profile, and kills others", () => {
    const rules = [{ names: ["reboot"], action: "SCMP_ACT_ERRNO" }];
    const one = compile(rules).program;
    const two = compile(rules, { architectures: ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"] }).program;
    // reboot is 88 on i386
    expect(runFilter(two, { arch: ARCH_I386, nr: 88 })).toBe(errno(1));
    expect(runFilter(two, { arch: ARCH_I386, nr: 20 })).toBe(ALLOW);
    expect(runFilter(one, { arch: ARCH_I386, nr: 20 })).toBe(KILL_THREAD);
  });

  it("answers ENOSYS to calls newer than all that the profile names, unless the default lets them through", () => {
    const rules = [{ names: ["read", "reboot"], action: "SCMP_ACT_ALLOW" }];
    const listed = ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"];
    for (const defaultAction of ["SCMP_ACT_ERRNO", "SCMP_ACT_KILL_PROCESS"]) {
      const { program } = compile(rules, { defaultAction, architectures: listed });
      const older = defaultAction === "SCMP_ACT_ERRNO" ? errno(1) : KILL_PROCESS;
      expect(verdict(program, NR.reboot)).toBe(ALLOW);
      expect(verdict(program, NR.reboot - 1) >>> 0).toBe(older);
      expect(verdict(program, NR.reboot + 1)).toBe(errno(38));
      // i386 has its own numbers: reboot is 88
      expect(runFilter(program, { arch: ARCH_I386, nr: 88 })).toBe(ALLOW);
      expect(runFilter(program, { arch: ARCH_I386, nr: 89 })).toBe(errno(38));
      // the x32 ABI's numbers are no new calls
      expect(verdict(program, 0x40000000)).not.toBe(errno(38));
      // but have their own newest one
      const x32 = compile(rules, { defaultAction, architectures: [...listed, "SCMP_ARCH_X32"] }).program;
      expect(verdict(x32, X32 | NR.reboot)).toBe(ALLOW);
      expect(verdict(x32, X32 | (NR.reboot - 1)) >>> 0).toBe(older);
      expect(verdict(x32, X32 | (NR.reboot + 1))).toBe(errno(38));
      expect(verdict(x32, NR.reboot + 1)).toBe(errno(38));
    }
    for (const defaultAction of ["SCMP_ACT_NOTIFY", "SCMP_ACT_TRACE", "SCMP_ACT_LOG"]) {
      expect(verdict(compile(rules, { defaultAction }).program, NR.reboot + 1)).not.toBe(errno(38));
    }
    const permissive = compile([{ names: ["read"], action: "SCMP_ACT_ERRNO" }]).program;
    expect(verdict(permissive, 400)).toBe(ALLOW);
  });

  it("collects the names that this libseccomp does not know", () => {
    const { unknown, program } = compile([
      { names: ["no_such_call", "reboot", "another_one", "no_such_call"], action: "SCMP_ACT_ERRNO" },
    ]);
    expect(unknown).toEqual(["another_one", "no_such_call"]);
    expect(verdict(program, NR.reboot)).toBe(errno(1));
  });

  it("names an unknown architecture, action and operator", () => {
    expect(() => compile([], { architectures: ["SCMP_ARCH_VAX"] })).toThrow(
      "unknown seccomp architecture SCMP_ARCH_VAX",
    );
    expect(() => compile([{ names: ["read"], action: "SCMP_ACT_NOPE" }])).toThrow(
      "unknown seccomp action SCMP_ACT_NOPE",
    );
    const args = [{ index: 0, value: "1", op: "SCMP_CMP_ISH" }];
    expect(() => compile([{ names: ["kill"], action: "SCMP_ACT_ERRNO", args }])).toThrow(
      "unknown seccomp operator SCMP_CMP_ISH",
    );
  });
});
